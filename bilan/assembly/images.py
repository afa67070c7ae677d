"""The files of the images that a document names."""

import base64
from pathlib import Path

from bilan.assembly.inside import crosses_symlink, resolved
from bilan.project.errors import TextError

# One white point.
BLANK = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
MIME = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


class ImageError(TextError):
    """An image that the report cannot show; `reason` says why, in French."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"image « {name} »", found=reason)


def image_file(project: Path, document: Path, name: str, extension: str) -> Path:
    """The file of an image named in a document; without an extension, the one given.

    Raises
    ------
    ImageError
        It is not there, lies outside the project, comes through a symbolic link or is of a kind
        that the report does not show.
    """
    if "://" in name or name.startswith(("data:", "//")):
        raise ImageError(name, "l’image doit être un fichier du projet")
    plain = Path(name)
    if plain.suffix.lower() not in MIME:
        plain = plain.with_name(f"{plain.name}.{extension}")
    base = project if plain.is_absolute() else document.parent
    target = resolved(base / str(plain).lstrip("/"))
    if not target.is_relative_to(project):
        raise ImageError(name, "l’image est hors du projet")
    if crosses_symlink(project, target):
        raise ImageError(name, "l’image passe par un lien symbolique")
    if not target.is_file():
        raise ImageError(name, f"fichier introuvable : {target.relative_to(project)}")
    return target


def data_uri(path: Path) -> str:
    """The file as a `data:` address."""
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    return f"data:{MIME[path.suffix.lower()]};base64,{content}"


def copied(path: Path, folder: Path, number: int) -> str:
    """Name, relative to `folder`, of a copy of the file that no other image has."""
    name = f"images/{number:03d}-{path.name}"
    (folder / "images").mkdir(exist_ok=True)
    (folder / name).write_bytes(path.read_bytes())
    return name


def blank_image(folder: Path) -> str:
    """Name, relative to `folder`, of an image that shows nothing."""
    (folder / "blanc.png").write_bytes(BLANK)
    return "blanc.png"
