"""Why two builds differ: their data, their code, their text or their tools, by their manifests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from bilan.french.texts import Holds, texts_of
from bilan.project.yaml_records import Strict
from bilan.review.compare.builds import Build

DATA, CODE, TEXT, TOOLS = "données", "code", "texte", "outils"
KINDS = (DATA, CODE, TEXT, TOOLS)
PARTS = {DATA: ("entrees", "definitions"), CODE: ("code",), TEXT: ("textes",)}
TITLES = "illustrations.yml"
ANY = "<vague>"


class _Texts(Strict, frozen=True):
    other_wave: str
    silent: Annotated[str, Holds("causes", "kinds")]
    unknown: str
    either: str
    and_more: Annotated[str, Holds("names", "count")]
    drawing_alone: Annotated[str, Holds("cause")]
    title_alone: Annotated[str, Holds("cause")]
    title_of_illustration: str
    numbering: str
    text: Annotated[str, Holds("chapter")]
    text_and_data: Annotated[str, Holds("chapter")]


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Causes:
    """What differs between two builds, by kind: names of files, rooms of the package, tools.

    `silent` are the kinds of which a manifest says nothing, being older than that part of it.
    `chapters` leads from the identifier of a section to its file in the second build, or else in
    the first.
    """

    changed: Mapping[str, tuple[str, ...]]
    silent: tuple[str, ...]
    other_wave: bool
    chapters: Mapping[str, str]

    def among(self, *kinds: str) -> str:
        """The kinds that changed among those that can be the cause, in French."""
        said, found = texts(), [kind for kind in kinds if self.changed.get(kind)]
        if self.other_wave and DATA in kinds:
            return said.other_wave
        unsure = [kind for kind in kinds if kind in self.silent and kind not in found]
        causes = said.either.join(found) or said.unknown
        return said.silent.format(causes=causes, kinds=", ".join(unsure)) if unsure else causes

    def text_of(self, section: str) -> str:
        """The chapter of a section, where it changed; "" where it did not."""
        chapter = self.chapters.get(section, "")
        return chapter if chapter in self.changed.get(TEXT, ()) else ""

    @property
    def titles_changed(self) -> bool:
        """Whether the titles of the illustrations were written anew."""
        return any(name.endswith(TITLES) for name in self.changed.get(TEXT, ()))


def causes_of(a: Build, b: Build) -> Causes:
    """What differs between two builds."""
    other_wave = a.wave != b.wave
    changed: dict[str, tuple[str, ...]] = {}
    silent = []
    for kind, parts in PARTS.items():
        if any(part not in build.manifest for build in (a, b) for part in parts):
            silent.append(kind)
        names: list[str] = []
        for part in parts:
            if part in a.manifest and part in b.manifest:
                names += _differing(*(_hashes(build, part, neutral=other_wave) for build in (a, b)))
        changed[kind] = tuple(names)
    changed[TOOLS] = tuple(_tools(a.manifest, b.manifest))
    chapters: dict[str, str] = {}
    for build in (a, b):
        for path, facts in (build.manifest.get("textes") or {}).items():
            for section in facts.get("sections", ()):
                chapters[section] = _neutral(path, build.wave) if other_wave else path
    return Causes(changed, tuple(silent), other_wave, chapters)


def _hashes(build: Build, part: str, *, neutral: bool) -> dict[str, str]:
    files = build.manifest.get(part) or {}
    return {
        _neutral(path, build.wave) if neutral else path: str(facts["sha256"])
        for path, facts in files.items()
    }


def _neutral(path: str, wave: str) -> str:
    """A path in which the wave's own folder or profile has no name, so that two waves compare."""
    pieces = [ANY if piece == wave else piece for piece in path.split("/")]
    return "/".join(pieces).replace(f"-vague-{wave}.", f"-vague-{ANY}.")


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def _tools(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Tools whose version differs, « pandas 2.1 → 2.2 »; the lock where nothing else tells."""
    before, after = _versions(one), _versions(other)
    names = _differing(before, after)
    told = [f"{name} {before.get(name, '–')} → {after.get(name, '–')}" for name in names]
    locks = [manifest.get("environnement", {}).get("verrou") for manifest in (one, other)]
    return [*told, *(["requirements.txt"] if locks[0] != locks[1] else [])]


def _versions(manifest: Mapping[str, Any]) -> dict[str, str]:
    environment = manifest.get("environnement") or {}
    versions = {"Python": str(environment.get("python", ""))}
    versions |= {str(k): str(v) for k, v in (environment.get("paquets") or {}).items()}
    html = (manifest.get("rendu") or {}).get("html") or {}
    return versions | {str(k): str(v) for k, v in (html.get("versions") or {}).items()}


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names, one after the other, and how many are left."""
    more = len(names) - most
    first = ", ".join(names[:most])
    return texts().and_more.format(names=first, count=more) if more > 0 else first
