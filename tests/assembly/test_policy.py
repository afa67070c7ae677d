"""The policy that a page carries: hashes of what it holds, and nothing else."""

import base64
import hashlib
from pathlib import Path

import pytest

from bilan.assembly import csp as module
from bilan.assembly.csp import with_policy
from bilan.project.errors import AssemblyError

PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8" />
<style>p { color: red }</style></head>
<body><p>x</p>
<script type="application/json" id="d">{"a": 1}</script>
<script>
act();
</script></body></html>
"""


@pytest.fixture(autouse=True)
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assets of which one holds the page's script."""
    (tmp_path / "un.html").write_text("</main>\n<script>\n  act();\n</script>", encoding="utf-8")
    monkeypatch.setattr(module, "ASSETS", tmp_path)


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def directives(page: str) -> dict[str, str]:
    start = page.index('content="') + len('content="')
    parts = page[start : page.index('"', start)].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def test_policy_names_each_style_and_each_script() -> None:
    page = with_policy(PAGE.encode()).decode()
    assert directives(page) == {
        "default-src": "'none'",
        "script-src": f"'sha256-{digest(chr(10) + 'act();' + chr(10))}'",
        "style-src": f"'sha256-{digest('p { color: red }')}'",
        "img-src": "data:",
        "font-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


@pytest.mark.parametrize(
    "foreign", ["<script>steal()</script>", '<script src="a.js"></script>', "<SCRIPT>x()</SCRIPT>"]
)
def test_a_script_that_is_no_asset_does_not_run(foreign: str) -> None:
    page = with_policy(PAGE.replace("<p>x</p>", foreign).encode()).decode()
    assert directives(page) == directives(with_policy(PAGE.encode()).decode())


def test_policy_stands_before_what_it_governs() -> None:
    page = with_policy(PAGE.encode()).decode()
    assert page.index("charset") < page.index("Content-Security-Policy") < page.index("<style")


def test_a_page_is_finished_once() -> None:
    once = with_policy(PAGE.encode())
    assert with_policy(once) == once
    other = with_policy(once.replace(b"red", b"blue"))
    assert other.count(b"Content-Security-Policy") == 1
    assert digest("p { color: blue }").encode() in other


def test_line_ends_do_not_change_a_hash() -> None:
    windows = with_policy(PAGE.replace("\n", "\r\n").encode()).decode()
    assert directives(windows) == directives(with_policy(PAGE.encode()).decode())


def test_a_page_without_styles_or_scripts_allows_none() -> None:
    page = with_policy(b'<meta charset="utf-8"><p>x</p>').decode()
    assert directives(page)["script-src"] == directives(page)["style-src"] == "'none'"


def test_a_page_that_declares_no_encoding_is_refused() -> None:
    with pytest.raises(AssemblyError, match="charset"):
        with_policy(b"<p>x</p>")
