"""The questionnaire in the « Rapport de validation »: what changed, what the export declares."""

from collections.abc import Sequence

from bilan.french.formats import count, typographic
from bilan.french.markdown_writer import div, escaped, table
from bilan.report.quality_report import Drifted, ValidationReport
from bilan.survey.question_changes import QuestionChange

TYPES = {
    "L": "une réponse",
    "M": "plusieurs réponses",
    "N": "nombre",
    "Y": "oui ou non",
    "S": "texte",
    "T": "texte",
}
CHANGES = {
    "new": "question nouvelle",
    "dropped": "question supprimée",
    "type": "nature de la réponse : de « {before} » à « {after} »",
    "reworded": "libellé reformulé ; auparavant « {before} »",
    "added": "réponse ajoutée : « {after} »",
    "removed": "réponse retirée : « {before} »",
    "relabelled": "réponse reformulée : de « {before} » à « {after} »",
    "filter": "posée à d’autres EPLE",
    "base": "base du calcul changée",
    "range": "bornes changées",
    "mandatory": "caractère obligatoire changé",
    "renamed": "colonne renommée : de « {before} » à « {after} »",
    "recoded": "code d’une réponse changé : de « {before} » à « {after} »",
}
DECLARED = {
    "reworded": "libellé : « {after} », au lieu de « {before} »",
    "option reworded": "réponse : « {after} », au lieu de « {before} »",
    "option added": "réponse en plus : « {after} »",
    "option gone": "réponse en moins : « {before} »",
    "column added": "colonne inconnue : « {after} »",
    "column gone": "colonne absente",
}


def titled_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str, texts: Sequence[str] = ()
) -> str:
    """A table of French texts with its caption, its typography right."""
    cells = [[typographic(cell) for cell in row] for row in rows]
    return f"{table(header, cells, texts=texts)}\n: {escaped(typographic(caption))}"


def drift_blocks(report: ValidationReport) -> list[str]:
    """Questions that changed since the wave before, as the codebook has them."""
    if report.previous is None:
        words = "C’est la première enquête : il n’y a pas de questionnaire à lui comparer."
        return [typographic(words)]
    if not report.drifted:
        return [typographic(f"Le questionnaire est celui de {report.previous}, sans changement.")]
    rows = [
        [
            one.drift.asked.wording,
            " ; ".join(_change(change) for change in one.drift.changes) or "rien n’a changé",
            _series(one),
            count(one.touched),
        ]
        for one in report.drifted
    ]
    header = ["Question", "Changement", "Série", "Réponses"]
    caption = f"Questions changées de {report.previous} à {report.wave.name}"
    made = titled_table(header, rows, caption=caption, texts=["Changement", "Série"])
    words = f"**Réponses** : celles de {report.wave.name}, ou de {report.previous} pour une "
    words += "question supprimée."
    return [made, div(".notes", typographic(words))]


def declared_blocks(report: ValidationReport) -> list[str]:
    """What the export declares otherwise than the codebook; nothing where it does not."""
    if not report.differences:
        return []
    wordings = {item.asked.id: item.asked.wording for item in report.items}
    rows = [
        [
            wordings.get(one.question, one.question) or one.name,
            DECLARED[one.kind].format(before=one.stated, after=one.found),
            "sans verdict" if one.question in report.undecided else "–",
        ]
        for one in report.differences
    ]
    header = ["Question ou colonne", "Ce que dit l’export", "Série"]
    caption = "Ce que l’export déclare autrement que le dictionnaire des questions"
    made = titled_table(header, rows, caption=caption, texts=header[1:])
    words = (
        "**Sans verdict** : aucune évolution n’est jugée tant que le dictionnaire des questions "
    )
    words += "ne dit pas si la série continue."
    return [made, div(".notes", typographic(words))]


def _change(change: QuestionChange) -> str:
    before, after = change.before, change.after
    if change.kind == "type":
        before, after = TYPES.get(before, before), TYPES.get(after, after)
    return CHANGES[change.kind].format(before=before, after=after)


def _series(one: Drifted) -> str:
    if one.drift.undeclared:
        return "à vérifier : le dictionnaire déclare autre chose"
    kind = one.drift.changes[0].kind if one.drift.changes else ""
    if kind in ("new", "dropped"):
        return "commence" if kind == "new" else "s’arrête"
    return "continue" if one.drift.continued else "rompue"
