"""What a finished page lets a browser do: the project's scripts and its own style, nothing else.

The policy names scripts and styles by their hash, so it is written last, on the bytes that the
reader gets, whichever engine made them. A script that is not one of the assets, wherever it came
from, has no hash there and does not run.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from bilan.project.errors import AssemblyError
from bilan.project.paths import ASSETS

POLICY = re.compile(r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>')
CHARSET = re.compile(r"<meta\s+charset=[^>]*>", re.IGNORECASE)
STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.IGNORECASE | re.DOTALL)
SCRIPT = re.compile(r"<script\b[^>]*>(?P<text>.*?)</script>", re.IGNORECASE | re.DOTALL)


def with_policy(content: bytes) -> bytes:
    """The page with its policy right after the declaration of its encoding; idempotent.

    Raises
    ------
    AssemblyError
        The page declares no encoding.
    """
    page = POLICY.sub("", content.decode("utf-8"))
    charset = CHARSET.search(page)
    if charset is None:
        raise AssemblyError(
            "HTML page", expected='<meta charset="utf-8"> in its head', found="nothing"
        )
    meta = f'\n  <meta http-equiv="Content-Security-Policy" content="{policy(page)}">'
    return (page[: charset.end()] + meta + page[charset.end() :]).encode()


def policy(page: str, *, more: Sequence[str] = ()) -> str:
    """The policy of a page: nothing from elsewhere, its styles, the scripts that are assets.

    `more` are scripts of the project that stand in no page that is published.
    """
    styles = [match[1] for match in STYLE.finditer(page)]
    known = {_even(text) for path in sorted(ASSETS.glob("*.html")) for text in _scripts(path)}
    known |= {_even(text) for text in more}
    scripts = [m["text"] for m in SCRIPT.finditer(page) if _even(m["text"]) in known]
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_sources(scripts)}",
            f"style-src {_sources(styles)}",
            "img-src data:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _scripts(path: Path) -> list[str]:
    return [m["text"] for m in SCRIPT.finditer(path.read_text(encoding="utf-8"))]


def _even(text: str) -> str:
    """A script whatever its indentation: pandoc indents some of what it includes."""
    return " ".join(text.split())


def _sources(texts: list[str]) -> str:
    hashes = dict.fromkeys(f"'sha256-{_digest(text)}'" for text in texts)
    return " ".join(hashes) or "'none'"


def _digest(text: str) -> str:
    # A browser hashes the text as it read it: its line ends are single.
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return base64.b64encode(hashlib.sha256(plain.encode()).digest()).decode("ascii")
