"""What the report's text may use, and the check that refuses the rest.

Quarto and the embedded engine render the same constructs the same way as long as a text stays
within `SUBSET`. The check reads each file where it is, so that a message names the line that an
editor sees in it.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from bilan.assembly.findings import Place, Seen, SubsetError, SubsetFinding, subset_text
from bilan.assembly.pandoc import Node, plain, walk
from bilan.assembly.rules import check_row, fence_message
from bilan.assembly.sources import (
    IncludeError,
    SourceLine,
    included_file,
    read_lines,
)
from bilan.french.markdown_reader import UNREAD, read_rows
from bilan.project.paths import ROOT

__all__ = ["SUBSET", "SubsetError", "SubsetFinding", "check_subset", "outside", "subset_text"]

# What a text may use, as report/README.md quotes it: the construct, an example.
SUBSET: tuple[tuple[str, str], ...] = (
    ("titres, numérotés ou non", "## Titre {#sec-nom}   ## Titre {#sec-nom .unnumbered}"),
    ("paragraphes, gras, italique", "**gras** *italique*"),
    ("listes et listes de définitions", "- point   1. étape   Terme / : définition"),
    ("citations en retrait", "> phrase"),
    ("notes de bas de page", "texte[^nom]   [^nom]: La note."),
    ("liens", "[texte](https://…)   [texte](#sec-nom)"),
    ("code en ligne", "`Q1_SQ001`"),
    ("nombre lié à un indicateur", "[61,5 %]{ind=instance_comite}"),
    ("renvois", "@fig-nom   @tbl-nom   @sec-nom   -@sec-nom"),
    ("tableaux à barres, titrés ou non", "| a | b |   : Titre {#tbl-nom}"),
    ("illustration", "::: {#fig-nom} / ![](chemin){fig-alt=\"…\"} / Titre / :::"),
    ("sous-titre d’une illustration", "::: {.sous-titre} / Quoi, qui, quand, unité / :::"),
    ("notes d’une illustration", "::: {.notes} / **Lecture** : … / :::"),
    ("données d’une illustration", "::: {.donnees summary=\"…\"} / tableau / :::"),
    ("encadré", "::: {.cartouche} / texte / :::"),
    ("contenu réservé à un format", "::: {.content-visible when-format=\"html\"} / texte / :::"),
    ("inclusion d’un fichier", "{{< include chapitre.qmd >}}"),
    ("métadonnée du document", "{{< meta vague >}}"),
)  # fmt: skip

REFUSED_NODES = {
    "RawBlock": "bloc brut",
    "RawInline": "texte brut",
    "Math": "formule mathématique",
    "CodeBlock": "bloc de code",
    "LineBlock": "vers",
}


def check_subset(
    path: Path, *, project: Path | None = None, known: Collection[str] | None = None
) -> list[SubsetFinding]:
    """What a document and its includes hold outside the subset, sorted by file and line.

    `known` names the metadata that the text may recall; without it, any name will do.
    """
    path = path.absolute()
    root = (project or _project_of(path)).absolute()
    seen = Seen()
    _check_file(path, root, path, (), seen)
    for file, line, _ in seen.open_divs:
        seen.find(file, line, "bloc « ::: » ouvert et jamais fermé")
    _check_references(seen)
    for key, file, line in seen.recalled:
        if known is not None and key.partition(".")[0] not in known:
            seen.find(file, line, f"métadonnée inconnue : « {key} »")
    return sorted(set(seen.findings))


def _project_of(path: Path) -> Path:
    for parent in path.parents:
        if (parent / "_quarto.yml").is_file():
            return parent
    return ROOT


def _check_file(
    path: Path, project: Path, document: Path, above: tuple[Path, ...], seen: Seen
) -> None:
    try:
        lines = read_lines(path)
    except IncludeError as error:
        seen.find(error.file, error.line, error.message)
        return
    rows = list(read_rows(lines, front=True))
    if above and rows and rows[0].kind == "front":
        seen.find(path, 1, "en-tête YAML dans un fichier inclus")
    inside = False
    for row in rows:
        place = Place(project, document, path, row.number)
        if row.kind == "fence":
            if not inside:
                seen.find(path, row.number, fence_message(row.mark.braces))
            inside = not inside
        elif row.kind == "include":
            _follow(row.mark.path, place, above, seen)
        elif row.kind not in UNREAD:
            check_row(row, place, seen)


def _follow(name: str, place: Place, above: tuple[Path, ...], seen: Seen) -> None:
    try:
        target = included_file(place.project, place.file, place.line, name)
    except IncludeError as error:
        seen.find(error.file, error.line, error.message)
        return
    if target in (*above, place.file):
        seen.find(place.file, place.line, f"inclusion circulaire : « {name} »")
        return
    _check_file(target, place.project, place.document, (*above, place.file), seen)


def _check_references(seen: Seen) -> None:
    for kind, label, file, line in seen.named:
        sign = "@" if kind == "ref" else "#"
        if label not in seen.defined:
            seen.find(file, line, f"renvoi vers rien : « {sign}{label} »")
        elif kind == "ref" and label in seen.unnumbered:
            seen.find(
                file, line, f"renvoi « @{label} » vers un titre sans numéro : [texte](#{label})"
            )
    for name, file, line in seen.noted:
        if name not in seen.notes:
            seen.find(file, line, f"note absente : « [^{name}] »")


def outside(document: Node, lines: Sequence[SourceLine]) -> list[SubsetFinding]:
    """What pandoc read in the assembled text that is outside the subset: the last barrier.

    The line is the first that holds the beginning of the text found.
    """
    findings = []
    written = msgspec.json.encode(document["blocks"])
    if not any(f'"t":"{kind}"'.encode() in written for kind in REFUSED_NODES):
        return []  # the usual case, without a look at each element
    for node in walk(document["blocks"]):
        if node["t"] in REFUSED_NODES:
            text = plain(node).strip().splitlines()
            start = text[0][:40] if text else ""
            place = next((line for line in lines if start and start in line.text), lines[0])
            message = f"{REFUSED_NODES[node['t']]} : « {start} »"
            findings.append(SubsetFinding(place.file, place.number, message))
    return sorted(set(findings))
