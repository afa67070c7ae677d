"""The child process that reads one export: JSON on its output, nothing else.

Usage: python -m bilan.exports.reader_process FORMAT FILE [DATA] < what is wanted, as a JSON object
"""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bilan.exports.content import Cell, Content
from bilan.exports.csv_codes import parse_csv
from bilan.exports.foreign import AGAIN, foreign
from bilan.exports.questionnaire.structure import parse_lss
from bilan.exports.sav import parse_sav
from bilan.exports.sps import parse_sps, read_syntax
from bilan.exports.vv import parse_vv
from bilan.project.errors import UnreadableError
from bilan.project.limited_process import answer_request

BRACKETS = re.compile(
    r"\s?\[([^\[\]]+)\]"
)  # `Q[SQ001]`, `Q[SQ001][1]`, before version 2 `Q [SQ001]`
GIVEN = "Y"  # what stands for a free text that is there


def main() -> int:
    """Read, write as JSON, and say in one line what went wrong."""

    def answer(arguments: list[str], request: Mapping[str, Any]) -> bytes:
        format, *paths = arguments
        return json.dumps(_read(format, [Path(path) for path in paths], request)).encode()

    return answer_request(answer)


def _read(format: str, paths: list[Path], request: Mapping[str, Any]) -> dict[str, Any]:
    if format == "lss":
        return asdict(parse_lss(paths[0].read_bytes()))
    for path in paths:
        if what := foreign(path):
            raise UnreadableError(what, next_step=AGAIN)
    content = _renamed(parse_file(format, paths, request), request)
    declared = _declared_missing(content, set(request["missing"]))
    variables = [
        asdict(replace(variable, missing_cells=len(declared.get(variable.name, ()))))
        for variable in content.variables
    ]
    return {
        "variables": variables,
        "columns": kept_columns(content.columns, request),
        "declared_missing": declared,
    }


def parse_file(format: str, paths: list[Path], request: Mapping[str, Any]) -> Content:
    path = paths[0]
    if format in ("sav", "zsav"):
        inner = {given: name for name, given in request["names"].items()}
        asked = {*request["wanted"], *request["presence"]}
        wanted = {*asked, *(inner[name] for name in asked if name in inner)}
        return parse_sav(path, wanted if asked else None)
    if format == "sps" and len(paths) == 1:
        return Content(read_syntax(path.read_bytes()), {})
    if format == "sps":
        return parse_sps(path.read_bytes(), paths[1].read_bytes())
    return (parse_vv if format == "vv" else parse_csv)(path.read_bytes())


def _renamed(content: Content, request: Mapping[str, Any]) -> Content:
    """The content under the names of the codebook: `Q_SQ001` for `Q[SQ001]` or `Q12_S34`."""
    names = request["names"]

    def outer(name: str) -> str:
        return names.get(name) or BRACKETS.sub(r"_\1", name)

    variables = tuple(replace(v, name=outer(v.name)) for v in content.variables)
    return Content(
        variables,
        {outer(name): cells for name, cells in content.columns.items()},
        {outer(name): rows for name, rows in content.declared_missing.items()},
    )


def _declared_missing(content: Content, stated: set[str]) -> dict[str, list[int]]:
    """Rows in which a variable holds no answer, as the file declares or as vague.yml states."""
    return {
        variable.name: sorted(
            {
                *content.declared_missing.get(variable.name, ()),
                *(
                    row
                    for row, cell in enumerate(content.columns.get(variable.name, ()))
                    if cell in stated
                ),
            }
        )
        for variable in content.variables
        if stated or variable.name in content.declared_missing
    }


def kept_columns(
    columns: Mapping[str, list[Cell]], request: Mapping[str, Any]
) -> dict[str, list[Cell]]:
    """Cells that are wanted. Of a free text, only whether there is one leaves this process."""
    wanted, presence = set(request["wanted"]), set(request["presence"])
    missing = set(request["missing"])
    kept: dict[str, list[Cell]] = {}
    for name, cells in columns.items():
        known = ["" if cell in missing else cell for cell in cells]
        if name in presence:
            kept[name] = [GIVEN if cell and cell.strip() else cell and "" for cell in known]
        elif name in wanted:
            kept[name] = known
    return kept


if __name__ == "__main__":
    sys.exit(main())
