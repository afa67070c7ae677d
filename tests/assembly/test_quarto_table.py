"""`docs/quarto.md` lists what the report uses of Quarto: all of it, and nothing else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bilan.assembly.engines import OLDEST
from bilan.assembly.rules import DIV_KEYS, IMAGE_KEYS, REFERENCE_KINDS
from bilan.french.markdown_inlines import META
from bilan.french.markdown_reader import INCLUDE
from bilan.project.paths import ASSETS, PACKAGE, QUARTO_PROJECT, ROOT, environment_file, known_waves
from bilan.project.paths import profile_file as profile
from bilan.survey.wave import read_wave

ROW = re.compile(
    r"^\| (?P<what>[^|]+) \| `(?P<name>[^`]+)` \| (?P<since>\d+\.\d+) \|$", re.MULTILINE
)
OWN = {"collection", "mention-simulation", "moteur", "suivi", "synthese", "titre-court", "vague"}
CONTROL = {"if", "else", "endif", "for", "endfor"}


def listed() -> dict[str, set[str]]:
    """Names in the table, by what they are."""
    rows: dict[str, set[str]] = {}
    for row in ROW.finditer((ROOT / "docs" / "quarto.md").read_text(encoding="utf-8")):
        rows.setdefault(row["what"], set()).add(row["name"])
    return rows


def keys(value: dict[str, Any], above: str = "") -> Iterator[str]:
    for key, inside in value.items():
        if isinstance(inside, dict):
            yield from keys(inside, f"{above}{key}: ")
        else:
            yield f"{above}{key}"


def used_keys() -> set[str]:
    files = [QUARTO_PROJECT, *ROOT.glob("_quarto-*.yml")]
    return {key for path in files for key in keys(yaml.safe_load(path.read_text("utf-8")))}


def template_variables() -> set[str]:
    texts = [path.read_text("utf-8") for path in ASSETS.glob("typst-*.typ")]
    found = [re.findall(r"\$(?:if\(|for\()?([\w.-]+)\)?\$", text) for text in texts]
    return {name for names in found for name in names} - CONTROL


def used() -> dict[str, set[str]]:
    code = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    lua = (ASSETS / "bilan.lua").read_text("utf-8")
    return {
        "key": used_keys() - OWN,
        "the project's own key": used_keys() & OWN,
        "template variable": template_variables(),
        "shortcode": {
            name for name, how in (("include", INCLUDE), ("meta", META))
            if how.search(f"{{{{< {name} a >}}}}")
        },
        "reference": {f"@{kind}" for kind in REFERENCE_KINDS},
        "conditional block": set(re.findall(r"content-(?:visible|hidden)", code)),
        "attribute": (DIV_KEYS | IMAGE_KEYS) - {"summary"},
        "variable of a script": set(re.findall(r'"(QUARTO_\w+)"', code)),
        "variable of a filter": set(re.findall(r"\b(quarto\.version)\b", lua)),
        "function of a filter": set(re.findall(r"(quarto\.doc\.\w+)\(", lua)),
        "file": {environment_file(wave).name for wave in known_waves()},
    }  # fmt: skip


@pytest.mark.parametrize("what", sorted({*used(), *listed()}))
def test_what_is_used_is_listed_and_what_is_listed_is_used(what: str) -> None:
    assert listed().get(what) == used().get(what)


def test_all_of_it_is_in_the_oldest_version_that_is_taken() -> None:
    text = (ROOT / "docs" / "quarto.md").read_text(encoding="utf-8")
    since = {row["name"]: row["since"] for row in ROW.finditer(text)}
    assert max(tuple(map(int, number.split("."))) for number in since.values()) == OLDEST
    oldest = ".".join(map(str, OLDEST))
    assert since["format: typst: pdf-standard"] == oldest


def test_every_place_names_the_same_version() -> None:
    oldest = ".".join(map(str, OLDEST))
    stated = {
        "_quarto.yml": f'quarto-required: ">={oldest}.0"',
        "environment.yml": f"quarto>={oldest}",
        "README.md": f"Quarto {oldest}",
        "docs/quarto.md": f"version {oldest} or later",
        "Makefile": f"Quarto {oldest} or later",
    }
    missing = {name: text for name, text in stated.items() if text not in (ROOT / name).read_text()}
    assert missing == {}
    pinned = re.search(r"quarto-cli==(\d+)\.(\d+)", (ROOT / "Makefile").read_text())
    assert pinned is not None
    assert (int(pinned[1]), int(pinned[2])) >= OLDEST


@pytest.mark.parametrize("wave", known_waves())
def test_a_render_by_hand_is_dated_as_the_pipelines(wave: str) -> None:
    stated = environment_file(wave).read_text(encoding="utf-8")
    assert f"\nSOURCE_DATE_EPOCH={read_wave(wave).epoch}\n" in stated


@pytest.mark.parametrize("wave", known_waves())
def test_the_preview_follows_every_file_that_the_document_includes(wave: str) -> None:
    document = ROOT / yaml.safe_load(profile(wave).read_text("utf-8"))["project"]["render"][0]
    included = re.findall(r"{{< include (\S+) >}}", document.read_text("utf-8"))
    followed = yaml.safe_load(profile(wave).read_text("utf-8"))["suivi"]
    folder = document.parent.relative_to(ROOT)
    assert followed == [f"{folder}/{name}" for name in included]
