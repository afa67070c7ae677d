"""Word files of a few lines, and real ones changed as Word changes them."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RUN = re.compile(
    r"<w:r>(?P<look><w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?"
    r'<w:t(?: xml:space="preserve")?>(?P<text>[^<]*)</w:t></w:r>'
)
BY = 'w:id="9" w:author="Relecteur" w:date="2015-06-01T00:00:00Z"'


def run(text: str, *, look: str = "", kind: str = "t") -> str:
    """A run; `look` is such as `<w:b/>`."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:{kind} xml:space="preserve">{escape(text)}</w:{kind}></w:r>'


def inserted(text: str, *, look: str = "") -> str:
    return f"<w:ins {BY}>{run(text, look=look)}</w:ins>" if text else ""


def deleted(text: str, *, look: str = "") -> str:
    return f"<w:del {BY}>{run(text, look=look, kind='delText')}</w:del>" if text else ""


def paragraph(*inner: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(inner)}</w:p>"


def commented(number: int, *inner: str) -> str:
    """Runs that a comment is about."""
    mark = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    start, end = (f'<w:commentRange{edge} w:id="{number}"/>' for edge in ("Start", "End"))
    return f"{start}{''.join(inner)}{end}{mark}"


def comments(texts: Mapping[int, str], author: str = "Relecteur") -> bytes:
    """A part with comments, one paragraph a line."""
    rows = "".join(
        f'<w:comment w:id="{number}" w:author="{escape(author)}">'
        + "".join(f"<w:p>{run(row)}</w:p>" for row in text.split("\n"))
        + "</w:comment>"
        for number, text in texts.items()
    )
    return f"<w:comments {W}>{rows}</w:comments>".encode()


def word_file(path: Path, *body: str, parts: Mapping[str, bytes] | None = None) -> Path:
    """A Word file of paragraphs."""
    document = f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>".encode()
    return write_zip(path, {"word/document.xml": document, **(parts or {})})


def write_zip(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


class Edited:
    """A Word file in the hands of an editor."""

    def __init__(self, source: Path) -> None:
        with zipfile.ZipFile(source) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.xml = self.parts["word/document.xml"].decode()

    def _run(self, old: str) -> re.Match[str]:
        wanted = escape(old)
        contents = self.xml.find("<w:sdt>"), self.xml.rfind("</w:sdt>")
        found = [
            match
            for match in RUN.finditer(self.xml)
            if wanted in match["text"] and not contents[0] < match.start() < contents[1]
        ]
        assert found, f"no run holds {old!r}"
        return found[0]

    def replace(self, old: str, new: str, *, tracked: bool = True) -> "Edited":
        """Change words of one run, with or without a trace."""
        match = self._run(old)
        look = (match["look"] or "").removeprefix("<w:rPr>").removesuffix("</w:rPr>")
        text = match["text"].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        before, after = text.split(old, 1)
        if tracked:
            middle = deleted(old, look=look) + inserted(new, look=look)
        else:
            middle = run(new, look=look) if new else ""
        parts = [run(part, look=look) if part else "" for part in (before, after)]
        self.xml = (
            self.xml[: match.start()] + parts[0] + middle + parts[1] + self.xml[match.end() :]
        )
        return self

    def bounds(self, words: str) -> tuple[int, int]:
        """Where the paragraph with these words stands."""
        at = self._run(words).start()
        start = max(self.xml.rfind("<w:p>", 0, at), self.xml.rfind("<w:p ", 0, at))
        return start, self.xml.index("</w:p>", at) + len("</w:p>")

    def after(self, words: str, new: str) -> "Edited":
        """Put a paragraph after the one with these words."""
        end = self.bounds(words)[1]
        self.xml = self.xml[:end] + new + self.xml[end:]
        return self

    def remove(self, words: str) -> "Edited":
        """Take away the paragraph with these words."""
        start, end = self.bounds(words)
        self.xml = self.xml[:start] + self.xml[end:]
        return self

    def sub(self, pattern: str, new: str, count: int = 1) -> "Edited":
        """Change the XML itself."""
        self.xml, times = re.subn(pattern, new, self.xml, count=count)
        assert times, f"nothing like {pattern!r}"
        return self

    def save(self, path: Path) -> Path:
        return write_zip(path, {**self.parts, "word/document.xml": self.xml.encode()})
