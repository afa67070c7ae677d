"""The rules of the subset, for one line of text."""

import re
from collections.abc import Iterator

from bilan.assembly.findings import Place, Seen
from bilan.assembly.images import ImageError, image_file
from bilan.french.markdown_attributes import ATTRIBUTES, Attributes, read_attributes
from bilan.french.markdown_inlines import (
    CITATION,
    CODE,
    HTML,
    IMAGE,
    LINK,
    MATH,
    META,
    NOTE,
    SHORTCODE,
    TEX,
    blanked,
    masked,
)
from bilan.french.markdown_reader import FRONT_END, Row

DIV_CLASSES = frozenset(
    {
        "notes",
        "sous-titre",
        "donnees",
        "cartouche",
        "dense",
        "chapeau",
        "content-visible",
        "content-hidden",
    }
)
SPAN_KEYS = frozenset(
    {"ind", "evolution", "source", "vague", "compte", "borne", "registre", "verdicts", "groupes"}
)
IMAGE_KEYS = frozenset({"fig-alt", "width"})
DIV_KEYS = frozenset({"summary", "when-format", "unless-format"})
HEADING_CLASSES = frozenset({"unnumbered", "unlisted"})
CONDITION_FORMATS = frozenset({"html", "typst", "docx"})
REFERENCE_KINDS = ("fig-", "tbl-", "sec-")

FIGURE = re.compile(r"(?<![\w.])\d[\d\s]*(?:,\d+)?(?![\w.])")  # a number, not part of a name
SAFE_LINK = re.compile(r"^(?:https?://|mailto:|#|(?!/)[\w./-]+$)")


def check_row(row: Row, place: Place, seen: Seen) -> None:
    """Adds to `seen` what a line defines, names, opens or closes, and what it may not hold."""
    text, mark = row.text, row.mark
    for match in CODE.finditer(text):
        if FIGURE.search(match[2]):
            message = (
                f"code en ligne « {match[2].strip()} » : un chiffre s’écrit en texte, et se lie"
            )
            seen.find(place.file, place.line, message)
    bare = masked(text)
    for message in _shortcodes(bare):
        seen.find(place.file, place.line, message)
    for match in META.finditer(bare):
        seen.recalled.append((match["key"], place.file, place.line))
    bare = blanked(META, bare)
    if bare.strip() in FRONT_END:
        seen.find(place.file, place.line, "ligne « --- » : un filet s’écrit « *** »")
    if row.kind == "div":
        _check_div(mark.braces, mark.attributes, place, seen)
        return
    if row.kind == "heading":
        _check_heading(mark.attributes, place, seen)
    elif row.kind == "caption":
        _check_caption(mark.attributes, place, seen)
    else:
        _check_inline_attributes(bare, place, seen)
    _check_images(bare, place, seen)
    bare = blanked(ATTRIBUTES, bare)
    for message in _refused_marks(bare):
        seen.find(place.file, place.line, message)
    _note_names(bare, place, seen)


def _shortcodes(text: str) -> Iterator[str]:
    rest = META.sub("", text)
    for match in SHORTCODE.finditer(rest):
        if match["name"] == "include":
            yield "« {{< include … >}} » doit être seul sur sa ligne"
        elif match["name"] == "meta":
            yield "« {{< meta … >}} » mal formé"
        else:
            yield f"raccourci « {{{{< {match['name']} >}}}} » : seuls include et meta sont admis"


def _check_div(rest: str, found: Attributes, place: Place, seen: Seen) -> None:
    if not rest:
        if seen.open_divs and seen.open_divs[-1][0] == place.file:
            seen.open_divs.pop()
        else:
            seen.find(place.file, place.line, "« ::: » ferme un bloc qui n’est pas ouvert")
        return
    seen.open_divs.append((place.file, place.line, found))
    for name in found.identifiers:
        seen.define(name, place.file, place.line)
        if not name.startswith(("fig-", "tbl-")):
            seen.find(place.file, place.line, f"identifiant de bloc « {name} » : fig-… ou tbl-…")
    for name in found.classes:
        if name.startswith("callout"):
            seen.find(place.file, place.line, "encadré Quarto (callout) : écrivez « .cartouche »")
        elif name not in DIV_CLASSES:
            seen.find(place.file, place.line, f"bloc « .{name} » inconnu")
    for key, value in found.keys:
        if key not in DIV_KEYS:
            seen.find(place.file, place.line, f"attribut « {key} » d’un bloc")
        elif key.endswith("-format") and value not in CONDITION_FORMATS:
            seen.find(place.file, place.line, f"format « {value} » : html, typst ou docx")
    if found.other or found.raw:
        seen.find(place.file, place.line, f"attributs de bloc illisibles : « {rest} »")


def _check_heading(found: Attributes, place: Place, seen: Seen) -> None:
    for name in found.identifiers:
        seen.define(name, place.file, place.line)
        if not name.startswith("sec-"):
            seen.find(place.file, place.line, f"identifiant de titre « {name} » : sec-…")
        if "unnumbered" in found.classes:
            seen.unnumbered.add(name)
    unknown = [f".{name}" for name in found.classes if name not in HEADING_CLASSES]
    unknown += [key for key, _ in found.keys] + list(found.other)
    if unknown:
        seen.find(place.file, place.line, f"attribut de titre : « {', '.join(unknown)} »")


def _check_caption(found: Attributes, place: Place, seen: Seen) -> None:
    for name in found.identifiers:
        seen.define(name, place.file, place.line)
        if not name.startswith("tbl-"):
            seen.find(place.file, place.line, f"identifiant de tableau « {name} » : tbl-…")
    if found.classes or found.keys or found.other:
        seen.find(place.file, place.line, "attribut de tableau : seul « #tbl-… » est admis")


def _check_inline_attributes(text: str, place: Place, seen: Seen) -> None:
    for match in ATTRIBUTES.finditer(text):
        before = text[: match.start()]
        found = read_attributes(match["inside"])
        if found.raw:
            seen.find(place.file, place.line, f"texte brut « {{={found.raw}}} »")
        elif before.endswith("]"):
            allowed = SPAN_KEYS
            unknown = [key for key, _ in found.keys if key not in allowed]
            unknown += [f".{name}" for name in found.classes] + list(found.other)
            unknown += [f"#{name}" for name in found.identifiers]
            if unknown:
                seen.find(place.file, place.line, f"attribut « {', '.join(unknown)} » d’un texte")
        elif before.endswith("`") or (before.endswith(")") and "![" not in before):
            seen.find(place.file, place.line, f"attributs « {match[0]} » d’un lien ou d’un code")


def _check_images(text: str, place: Place, seen: Seen) -> None:
    for match in IMAGE.finditer(text):
        following = ATTRIBUTES.match(text, match.end())
        found = read_attributes(following["inside"] if following else "")
        for name in found.identifiers:
            seen.define(name, place.file, place.line)
            if not name.startswith("fig-"):
                seen.find(place.file, place.line, f"identifiant d’image « {name} » : fig-…")
        inside = any(a.identifiers for _, _, a in seen.open_divs)
        if not found.identifiers and not inside:
            seen.find(place.file, place.line, "image sans identifiant : « ::: {#fig-…} » l’entoure")
        if not (found.value("fig-alt") or "").strip():
            seen.find(place.file, place.line, "image sans texte de remplacement (fig-alt)")
        unknown = [key for key, _ in found.keys if key not in IMAGE_KEYS]
        unknown += [f".{name}" for name in found.classes] + list(found.other)
        if unknown:
            seen.find(place.file, place.line, f"attribut « {', '.join(unknown)} » d’une image")
        _check_image_files(match["target"], place, seen)


def _check_image_files(target: str, place: Place, seen: Seen) -> None:
    if target.lower().endswith(".svg"):
        seen.find(place.file, place.line, f"image « {target} » : sans « .svg », Word prend le PNG")
        return
    for extension in ("svg", "png"):
        try:
            image_file(place.project, place.document, target, extension)
        except ImageError as error:
            seen.find(place.file, place.line, f"image « {target} » : {error.reason}")


def _refused_marks(text: str) -> Iterator[str]:
    if HTML.search(text):
        yield "HTML dans le texte"
    tex = TEX.search(text)
    if tex:
        yield f"commande TeX « \\{tex['command']} »"
    if MATH.search(text):
        yield "formule mathématique ; un signe dollar s’écrit « \\$ »"
    for match in LINK.finditer(text):
        if match["target"] and not SAFE_LINK.match(match["target"]):
            yield f"lien « {match['target']} » : http, https, mailto, une ancre ou un fichier"


def _note_names(text: str, place: Place, seen: Seen) -> None:
    for match in CITATION.finditer(text):
        key = match["key"].strip("{}").rstrip(".:,;?/-")
        label = key[:1].lower() + key[1:]
        if label.startswith(REFERENCE_KINDS):
            seen.named.append(("ref", label, place.file, place.line))
        else:
            seen.find(
                place.file,
                place.line,
                f"citation « @{key} » : seuls @fig-, @tbl-, @sec- sont admis",
            )
    for match in LINK.finditer(text):
        if match["target"].startswith("#"):
            seen.named.append(("link", match["target"][1:], place.file, place.line))
    for match in NOTE.finditer(text):
        if match["colon"] and not text[: match.start()].strip():
            if match["name"] in seen.notes:
                seen.find(place.file, place.line, f"note en double : « [^{match['name']}] »")
            seen.notes[match["name"]] = (place.file, place.line)
        else:
            seen.noted.append((match["name"], place.file, place.line))


def fence_message(info: str) -> str:
    """Why a fenced block is refused, after what follows its opening."""
    if re.match(r"\{\s*=", info):
        return "bloc brut (HTML, TeX ou typst)"
    if re.match(r"\{\s*\w", info):
        return "cellule de code : les calculs sont dans les carnets"
    return "bloc de code"
