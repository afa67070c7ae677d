"""The register as readers see it, and what editors must be told of it."""

from collections.abc import Sequence

from bilan.estimation.recommendations import Evidence, Outcome
from bilan.estimation.study import written
from bilan.french.blocks import Markup, Table
from bilan.french.formats import NARROW, NBSP, enumeration, typographic
from bilan.french.markdown_writer import div, escaped

# Chapter of the recommendations that are followed → the piece that the chapter includes, what its
# table says.
FOLLOWED = {
    "2.1": ("pilotage", "les recommandations de {wave} sur le pilotage et l’assistance technique"),
    "2.2": ("formation", "les recommandations de {wave} sur la formation"),
    "3": ("perspectives", "les perspectives de {wave}"),
}


def register_piece(made: Sequence[Outcome], *, wave: str) -> str:
    """The register of what a bilan recommends (@tbl-registre): whom, and from where to where."""
    header = ["Recommandation (destinataire)", f"Indicateurs{NBSP}: point de départ (cible)"]
    rows = [[_about(item), Markup(_basis(item, wave))] for item in made]
    caption = f"Recommandations et perspectives de {wave}{NBSP}: point de départ et cible"
    table = Table(header, rows, caption=caption, name="tbl-registre", widths=(40, 60))
    return table.markdown()


def followed_piece(followed: Sequence[Outcome], *, chapter: str, wave: str, previous: str) -> str:
    """What became of one chapter of the bilan before (@tbl-registre-<name>), with its statuses.

    Below the table stand the reasons that the wave's values no longer support.
    """
    name, what = FOLLOWED[chapter]
    within = [item for item in followed if item.recommendation.chapter == chapter]
    header = [
        f"{'Perspective' if chapter == '3' else 'Recommandation'} (destinataire)",
        f"Indicateurs{NBSP}: {previous} → {wave} (cible)",
        "Statut",
    ]
    rows = [
        [_about(item), Markup(_change(item, wave, previous)), Markup(_status(item))]
        for item in within
    ]
    caption = f"Ce que sont devenues {what.format(wave=previous)}"
    named = f"tbl-registre-{name}"
    table = Table(header, rows, caption=caption, name=named, widths=(32, 50, 18)).markdown()
    turned = [_turned(item, evidence) for item in within for evidence in turned_of(item)]
    if not turned:
        return table
    words = (
        f"**Raison qui ne tient plus en {wave}**{NBSP}: {escaped(typographic(' ; '.join(turned)))}."
    )
    return f"{table}\n{div('.notes', words)}"


def _about(item: Outcome) -> str:
    """Title, with its rank, and addressees."""
    stated = item.recommendation
    # A no-break space: "1. " at the start of a cell would open a list.
    rank = "" if stated.rank is None else f"{stated.rank}.{NBSP}"
    whom = enumeration(stated.addressee)
    return typographic(f"{rank}{stated.short} ({whom})")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(item: Outcome, cells: Sequence[str]) -> str:
    """Indicators of a recommendation in one cell, or why it has none."""
    reason = item.recommendation.why_not_measured or "Aucun indicateur."
    return f"{NARROW}; ".join(cells) if cells else escaped(typographic(reason))


def _basis(item: Outcome, wave: str) -> str:
    """Each indicator with the value that it starts from, and its target."""
    cells = []
    for evidence in item.evidence:
        baseline = evidence.basis.baseline
        if baseline > wave:
            start = f"à mesurer en {baseline}"
        elif baseline == wave:
            start = _bound(evidence, evidence.value)
        else:
            before = f"{_bound(evidence, evidence.baseline, wave=baseline)} en {baseline}"
            start = f"{before}, {_bound(evidence, evidence.value)} en {wave}"
        cells.append(f"{_label(evidence)}, {start}{_target(evidence)}")
    return _joined(item, cells)


def _change(item: Outcome, wave: str, previous: str) -> str:
    """Each indicator with its values, its target and how it changed."""
    cells = []
    for evidence in item.evidence:
        baseline, verdict = evidence.basis.baseline, evidence.verdict
        if evidence.value is None:
            cells.append(f"{_label(evidence)}, *n’est pas mesuré en {wave}*")
            continue
        value = _bound(evidence, evidence.value)
        if baseline == wave or evidence.baseline is None:
            values, verdict = value, "première mesure"
        else:
            year = "" if baseline == previous else f" ({baseline})"
            values = f"{_bound(evidence, evidence.baseline, wave=baseline)}{year} → {value}"
        cells.append(f"{_label(evidence)}, {values}{_target(evidence)}, *{verdict}*")
    return _joined(item, cells)


def _label(evidence: Evidence) -> str:
    return escaped(typographic(evidence.indicator.label))


def _bound(evidence: Evidence, value: float | None, *, wave: str = "") -> str:
    """A value bound to its indicator, of that wave if it is not the document's own."""
    text = escaped(written(value, evidence.indicator))
    return f"[{text}]{{ind={evidence.basis.id}{f' vague={wave}' if wave else ''}}}"


def _target(evidence: Evidence) -> str:
    target = evidence.basis.target
    return "" if target is None else f" (cible {escaped(written(target, evidence.indicator))})"


def _status(item: Outcome) -> str:
    """The status, and how many indicators moved where not all went one way."""
    up, down, of = item.count("progresse"), item.count("recule"), len(item.evidence)
    detail = ""
    if up and down:
        detail = f"{_moved(up, 'progresse')}, {_moved(down, 'recule')}, sur {of}"
    elif 0 < up + down < of and item.status != "atteint":
        detail = f"{up + down} indicateur{'s' if up + down > 1 else ''} sur {of}"
    status = f"**{_capital(item.status or 'non mesuré')}**"
    return f"{status}{NBSP}: {detail}" if detail else status


def _moved(number: int, verb: str) -> str:
    return f"{number} {verb}{'nt' if number > 1 else ''}"


def turned_of(item: Outcome) -> list[Evidence]:
    """Indicators whose value no longer supports the recommendation."""
    return [e for e in item.evidence if e.value is not None and e.basis.turned(e.value)]


def _turned(item: Outcome, evidence: Evidence) -> str:
    """« Titre », Libellé, est à 52,8 %, et la recommandation la supposait sous 50,0 %."""
    basis, indicator = evidence.basis, evidence.indicator
    side = "au-dessous" if basis.direction == "up" else "au-dessus"
    return (
        f"« {item.recommendation.short} » partait d’un chiffre {side} de "
        f"{written(basis.threshold, indicator)}, et {indicator.subject} est de "
        f"{written(evidence.value, indicator)}"
    )


def findings(followed: Sequence[Outcome], *, wave: str) -> list[tuple[str, str]]:
    """What the editor must look at: no evidence, or evidence that has changed side.

    Each is the id of the recommendation and a message in French.
    """
    found = []
    for item in followed:
        stated = item.recommendation
        name = f"`{stated.id}` (bilan de {stated.wave})"
        due = [evidence for evidence in item.evidence if evidence.basis.baseline <= wave]
        if not stated.indicators and not stated.why_not_measured.strip():
            message = (
                f"{name} : sans indicateur, et rien ne dit pourquoi. "
                "Donnez un indicateur, ou écrivez `why_not_measured`."
            )
            found.append((stated.id, message))
        elif due and all(evidence.value is None for evidence in due):
            message = f"{name} : aucun de ses indicateurs n’est mesuré en {wave}."
            found.append((stated.id, message))
        for evidence in turned_of(item):
            message = (
                f"{name} : `{evidence.basis.id}` a changé de côté en {wave} : "
                f"{_turned(item, evidence)}. Relisez la recommandation et ce qu’en dit le texte."
            )
            found.append((stated.id, message))
    return [(name, typographic(message)) for name, message in found]
