"""The faces of the report, taken from the wheel that carries them into one folder.

The folder (`_build/polices`) serves both engines: typst reads its `.ttf` files, and the page's
`polices.css` carries the same faces inside, cut down to the signs that a French report uses.
"""

import base64
import importlib.util
import io
from pathlib import Path

from bilan.project.errors import AssemblyError
from bilan.project.files import replace_bytes, replace_text
from bilan.project.paths import FONT_FACES

STYLES = {
    "Regular": (400, "normal"),
    "It": (400, "italic"),
    "Semibold": (600, "normal"),
    "SemiboldIt": (600, "italic"),
    "Bold": (700, "normal"),
    "BoldIt": (700, "italic"),
}
ON_PAGE = ("Regular", "It", "Semibold", "Bold")
SIGNS = (
    *range(0x20, 0x180),  # Latin
    *range(0x2010, 0x2030),  # dashes, quotes, ellipsis, U+202F
    0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC,
    *range(0x2190, 0x2194),  # arrows
    0x2212, 0x2248, 0x2264, 0x2265, 0x25B2, 0x25BC,
)  # fmt: skip
FEATURES = ("kern", "liga", "lnum", "tnum", "pnum", "sups", "mark", "mkmk", "ccmp", "locl")


def face(name: str) -> Path:
    """Path of one face of Source Sans Pro in the environment.

    Raises
    ------
    AssemblyError
        The wheel that carries it is not installed.
    """
    spec = importlib.util.find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise AssemblyError(
            "font-source-sans-pro",
            expected="the package in the environment",
            found="nothing",
            next_step="make the environment again from requirements.txt",
        )
    return Path(spec.origin).parent / "files" / _file_name(name)


def _file_name(style: str) -> str:
    return f"SourceSansPro-{style}.ttf"


def web_face(name: str) -> bytes:
    """One face as WOFF, with the signs and features of the report only."""
    from fontTools import subset  # a tenth of a second, once for all builds

    options = subset.Options()
    options.flavor, options.hinting, options.layout_features = "woff", False, list(FEATURES)
    font = subset.load_font(str(face(name)), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=SIGNS)
    cutter.subset(font)
    result = io.BytesIO()
    subset.save_font(font, result, options)
    return result.getvalue()


def stylesheet() -> str:
    """CSS that carries the faces of the page."""
    rules = []
    for name in ON_PAGE:
        weight, style = STYLES[name]
        content = base64.b64encode(web_face(name)).decode("ascii")
        rules.append(
            f'@font-face {{ font-family: "Source Sans Pro"; font-weight: {weight}; '
            f"font-style: {style}; font-display: swap; "
            f"src: url(data:font/woff;base64,{content}) format('woff'); }}\n"
        )
    return "".join(rules)


def font_files(folder: Path) -> tuple[Path, ...]:
    """The files that `make_fonts` makes: the stylesheet of the page, then the faces."""
    return (folder / FONT_FACES.name, *(folder / _file_name(style) for style in STYLES))


def make_fonts(folder: Path) -> None:
    """Put the faces and their stylesheet into `folder`, and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        replace_bytes(folder / _file_name(style), face(style).read_bytes())
    replace_text(folder / FONT_FACES.name, stylesheet())
    for path in set(folder.iterdir()) - set(font_files(folder)):
        path.unlink()


def prepare_fonts(folder: Path) -> Path:
    """`folder`, in which the faces and their stylesheet now lie; what is there stays."""
    if not all(path.is_file() for path in font_files(folder)):
        make_fonts(folder)
    return folder
