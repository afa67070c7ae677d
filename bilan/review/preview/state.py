"""The page as it is now, and what it is made from: composed anew when a file changes."""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bilan.assembly.csp import policy
from bilan.french.formats import number
from bilan.project.current_builds import loaded_code
from bilan.project.errors import BilanError
from bilan.project.file_stamps import Signature, signature
from bilan.project.paths import BUILD, FIGURES, REPORT, ROOT
from bilan.prose import check_chapters
from bilan.prose.check import acronyms_piece
from bilan.prose.findings import Finding
from bilan.report.sections import illustration_piece, read_titles
from bilan.review.preview.beside import annotated, told_count
from bilan.review.preview.composing import Composer
from bilan.review.preview.faults import fault_page, faults_of
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.wave import read_wave

HERE = Path(__file__).resolve().parent / "assets"
PERIOD = 0.05  # seconds between two looks at the files
CODE_PERIOD = 1.0  # the same for those of the program, which are many
KINDS = {"qmd", "yml", "md", "csv", "json", "html", "svg", "css", "lua", "js"}
KINDS |= {"sav", "zsav", "sps", "dat", "py", "ipynb", "txt"}
OLDER = (
    "le programme a changé depuis le début de l’aperçu\u00a0: arrêtez-le (Ctrl-C) et relancez-le"
)

Stamps = dict[str, Signature | None]


@dataclass(frozen=True)
class Page:
    """A page as it is served; its version grows with each."""

    version: int
    html: bytes
    policy: str
    composed: bool
    findings: tuple[Finding, ...]
    seconds: float


class PreviewState:
    """The current page of a wave, and how it is made anew.

    `check` gives the findings of the wave's text. `renew` makes anew what was built, and is called
    when anything but a text changed. Nothing is written but by it and below `_build/`.
    """

    def __init__(
        self,
        wave: str,
        *,
        project: Path = ROOT,
        build: Path = BUILD,
        check: Callable[[str], list[Finding]] = check_chapters.check,
        renew: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.wave, self.project = wave, project.absolute()
        self._check, self._renew = check, renew
        self._stale: BilanError | None = None
        self._older = False
        self.loaded = {str(path) for path in loaded_code()}
        self._code: Stamps = {}
        self._code_seen = 0.0
        self._composer = Composer(self.project, wave, folder=build / "apercu")
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._news = threading.Condition()
        self._stamps: Stamps = {}
        # Versions of two runs differ: an open page is told from that of a server begun anew.
        self.page = Page(time.time_ns() // 1_000_000, b"", "", False, (), 0.0)
        self.closed = False

    def close(self) -> None:
        """Let those who wait go, and look at nothing any more."""
        with self._news:
            self.closed = True
            self._news.notify_all()
        self._pool.shutdown()

    def wait(self, version: int, *, seconds: float) -> int:
        """The current version: as soon as it is not the one given, or after so many seconds."""
        with self._news:
            self._news.wait_for(
                lambda: self.closed or self.page.version != version, timeout=seconds
            )
            return self.page.version

    def look(self) -> bool:
        """Whether a file has changed since the last look; a new page is then made."""
        stamps = dict(self._stamps_now())
        if stamps == self._stamps:
            return False
        changed = {
            name for name in {*stamps, *self._stamps} if stamps.get(name) != self._stamps.get(name)
        }
        if self._stamps:
            self._renewed(changed)
            stamps = dict(self._stamps_now())
        self._stamps = stamps
        self.refresh()
        return True

    def _renewed(self, changed: set[str]) -> None:
        """Make anew what was built where more than a text changed; keep why it cannot be."""
        texts = str(self.project / "report")
        if all(name.startswith(texts) for name in changed):
            return
        self._older = self._older or not self.loaded.isdisjoint(changed)
        try:
            self._renew(self.wave)
            self._stale = BilanError(OLDER) if self._older else None
        except BilanError as error:
            self._stale = error

    def follow(self, say: Callable[[str], None]) -> None:
        """Look at the files until closed."""
        while not self.closed:
            if self.look():
                say(status_line(self.page))
            time.sleep(PERIOD)

    def refresh(self) -> Page:
        """Make the page of the files as they are now."""
        start = time.perf_counter()
        checked = self._pool.submit(self._check, self.wave)
        try:
            if self._stale is not None:
                raise self._stale
            composed = self._composer.compose(self._pieces())
            found, problem = _findings(checked)
            html, whole = annotated(composed, found, problem=problem), True
            html = html.replace("</head>", f"<style>\n{_asset('apercu.css')}</style>\n</head>", 1)
            at = html.rindex("</body>")
            html = f"{html[:at]}<script>\n{_asset('apercu.js')}</script>\n{html[at:]}"
        except Exception as error:  # whatever it is, the editor sees it, and the next save mends it
            found, whole = [], False
            faults = faults_of(
                error,
                project=self.project,
                wave=self.wave,
                texts=list(self._texts()),
                check=checked.result,
            )
            html = fault_page(
                faults, project=self.project, style=_asset("apercu.css"), script=_asset("apercu.js")
            )
        version = self.page.version + 1
        allowed = policy(html, more=(_asset("apercu.js"),))
        html = html.replace("<html", f'<html data-version="{version}"', 1)
        page = Page(
            version=version,
            html=html.encode(),
            policy=f"{allowed}; connect-src 'self'; frame-ancestors 'none'",
            composed=whole,
            findings=tuple(found),
            seconds=time.perf_counter() - start,
        )
        with self._news:
            self.page = page
            self._news.notify_all()
        return page

    def _pieces(self) -> dict[Path, str]:
        there = self.project == ROOT and (REPORT / self.wave / "illustrations.yml").is_file()
        return pieces_as_written(self.wave, FIGURES / self.wave) if there else {}

    def _texts(self) -> Iterator[Path]:
        report = self.project / "report"
        for folder in (report / self.wave, report / "annexes"):
            yield from sorted(folder.glob("*.qmd"))
        yield report / self.wave / "illustrations.yml"

    def _stamps_now(self) -> Iterator[tuple[str, Signature | None]]:
        """Each file that the page or the check rests on, with its signature."""
        project = self.project
        folders = (
            project,
            *(project / name for name in ("data", "report", "bilan/assembly/assets")),
            *(project / place / self.wave for place in ("data", "report", "figures", "_build")),
            project / "report" / "annexes",
            HERE,
        )
        for folder in folders:
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.rpartition(".")[2] in KINDS and entry.name[0] != ".":
                        yield entry.path, signature(Path(entry.path))
        if time.monotonic() >= self._code_seen + CODE_PERIOD:
            self._code = dict(self._code_now())
            self._code_seen = time.monotonic()
        yield from self._code.items()

    def _code_now(self) -> Iterator[tuple[str, Signature | None]]:
        """The same of the program and its notebooks."""
        for folder in (self.project / "bilan", self.project / "notebooks"):
            for path in folder.rglob("*.py" if folder.name == "bilan" else "*.ipynb"):
                yield str(path), signature(path)


def pieces_as_written(wave: str, folder: Path) -> dict[Path, str]:
    """Acronyms and titles of illustrations as they are written now, ahead of the next build.

    What `folder` holds of an illustration that the wave no longer has is left alone.
    """
    changed = (REPORT / wave / "illustrations.yml").stat().st_mtime_ns
    names = [
        name for name in illustrations_of(read_wave(wave)) if (folder / f"{name}.json").is_file()
    ]
    pieces = [path for name in names if (path := folder / f"{name}.qmd").is_file()]
    late = [path for path in pieces if path.stat().st_mtime_ns < changed]
    known = read_titles(wave, [path.stem for path in late])
    written = {p: illustration_piece(p.with_suffix(".json"), known[p.stem]) for p in late}
    return written | {folder / "sigles.qmd": acronyms_piece(wave)}


def _findings(checked: "Future[list[Finding]]") -> tuple[list[Finding], str]:
    """What the check found, or why it could not be made."""
    try:
        return checked.result(), ""
    except BilanError as error:
        return [], str(error)


def _asset(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def status_line(page: Page) -> str:
    """A line for the terminal."""
    state = told_count(page.findings) if page.composed else "texte à corriger, la page dit où"
    return f"{time.strftime('%H:%M:%S')} page faite en {number(page.seconds, 2)} s : {state}"
