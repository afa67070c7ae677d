"""The PDF of a sheet: one template, compiled once for each school with that school's facts."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
import typst
from fontTools.ttLib import TTFont

from bilan.assembly.fonts import face
from bilan.project.errors import AssemblyError
from bilan.report.sheets.sheet import Fiche

HERE = Path(__file__).resolve().parent / "assets"
TEMPLATE = HERE / "fiche.typ"
UNKNOWN = "?"
STANDARDS: list[Any] = ["ua-1"]


def pdf_maker(fonts: Sequence[Path], *, epoch: int) -> Callable[[Fiche], bytes]:
    """What makes the PDF of a sheet; it keeps its compiler, so that fonts are read once.

    The facts go in as JSON, which typst reads as data. The template's own folder is all that typst
    can read of.
    """
    compiler = typst.Compiler(
        str(TEMPLATE),
        root=str(HERE),
        font_paths=[str(path) for path in fonts],
        ignore_system_fonts=True,
    )

    def make(fiche: Fiche) -> bytes:
        facts = msgspec.json.encode(_shown(msgspec.to_builtins(fiche))).decode()
        try:
            content = compiler.compile(
                format="pdf",
                sys_inputs={"fiche": facts},
                pdf_standards=STANDARDS,
                timestamp=epoch,
            )
        except typst.TypstError as error:
            raise AssemblyError(
                f"sheet of {fiche.uai} (PDF)",
                expected="facts that the template can show",
                found="\n".join([error.message, *error.hints]),
            ) from None
        if not isinstance(content, bytes):
            raise AssemblyError(f"sheet of {fiche.uai} (PDF)", expected="one PDF", found="nothing")
        return content

    return make


@cache
def _signs() -> frozenset[int]:
    """Signs that the face of the report has."""
    return frozenset(TTFont(face("Regular"), lazy=True).getBestCmap())


@lru_cache(maxsize=4096)
def _known(text: str) -> str:
    return "".join(sign if ord(sign) in _signs() else UNKNOWN for sign in text)


def _shown(value: Any) -> Any:
    """The same facts, each sign that the face does not have replaced: PDF/UA allows none such."""
    if isinstance(value, str):
        return _known(value)
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(item) for item in value]
    return value
