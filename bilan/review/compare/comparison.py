"""What differs between two builds, as facts."""

from dataclasses import dataclass

from bilan.review.compare.builds import Build
from bilan.review.compare.causes import Causes, causes_of
from bilan.review.compare.illustrations import IllustrationChange, illustration_changes
from bilan.review.compare.numbers import NumberChange, number_changes
from bilan.review.compare.pages import read_page
from bilan.review.compare.passages import PassageChange, passage_changes

PAGE = "bilan.html"


@dataclass(frozen=True)
class Comparison:
    """Two builds, by name, and all that differs between them.

    `files` are the published files whose content differs; those that one build does not have at
    all count too, unless that build is of another choice of formats.
    """

    a: str
    b: str
    causes: Causes
    numbers: tuple[NumberChange, ...]
    illustrations: tuple[IllustrationChange, ...]
    same_illustrations: tuple[str, ...]
    passages: tuple[PassageChange, ...]
    files: tuple[str, ...]

    @property
    def seen(self) -> bool:
        """Whether a reader sees a change in numbers, illustrations or text."""
        return bool(self.numbers or self.illustrations or self.passages)

    @property
    def changed(self) -> bool:
        """Whether anything differs: what is published, or what it was made from."""
        return self.seen or bool(self.files) or any(self.causes.changed.values())


def comparison(a: Build, b: Build) -> Comparison:
    """All that differs between two builds."""
    causes = causes_of(a, b)
    pages = read_page(a.folder / PAGE), read_page(b.folder / PAGE)
    illustrations, same = illustration_changes(a.folder, b.folder, pages=pages, causes=causes)
    return Comparison(
        a.label,
        b.label,
        causes,
        tuple(number_changes(a.folder, b.folder)),
        tuple(illustrations),
        tuple(same),
        tuple(passage_changes(*pages, causes)),
        tuple(_files(a, b)),
    )


def _files(a: Build, b: Build) -> list[str]:
    """Published files whose content differs, or that only one of the builds has."""
    one, other = (build.manifest.get("sorties") or {} for build in (a, b))
    formats = {
        name
        for name in {*one, *other}
        if name.startswith("bilan.") and (name in one) != (name in other)
    }

    def content(files: dict[str, dict[str, object]], name: str) -> object:
        return files.get(name, {}).get("sha256")

    names = {*one, *other} - formats
    return sorted(name for name in names if content(one, name) != content(other, name))
