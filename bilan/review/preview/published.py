"""The published files that the preview's page leads to: data, notebooks, a template to fill in.

They are those of the last build. A path that is asked for is looked up among the names of the files
that are there, never among the folders of this machine.
"""

from pathlib import Path
from urllib.parse import quote

KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ABSENT = "Ce fichier n’est pas publié\u00a0: `python pipeline.py` le fabrique."


def published_file(path: str, *, site: Path, wave: str) -> Path | None:
    """The file that a link of a wave's page leads to; None where it leads to none.

    The page stands at the root of the preview: `/donnees/x.csv` is a file of the wave, and
    `/2014/donnees/x.csv` one of the wave before, which the published page finds beside itself.
    """
    return _known(site / wave, "/").get(path) or _known(site, "/").get(path)


def _known(folder: Path, start: str) -> dict[str, Path]:
    """Files under a folder that may be given, by their address."""
    return {
        start + quote(file.relative_to(folder).as_posix()): file
        for file in folder.rglob("*")
        if file.suffix in KINDS and file.is_file() and not _linked(file, folder)
    }


def _linked(file: Path, folder: Path) -> bool:
    """Whether a symbolic link on the way may lead out of the folder."""
    inside = [file, *file.parents]
    return any(step.is_symlink() for step in inside[: inside.index(folder)])
