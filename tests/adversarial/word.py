"""Damaged Word files: each is brought in as far as it is whole, or refused with one message."""

import io
import random
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from bilan.assembly.finish import zip_parts
from bilan.review.word_import.plan import plan_import
from tests.adversarial.mutations import READ, REFUSED, attempt
from tests.adversarial.mutators import TOKENS, mutated
from tests.adversarial.targets import Target
from tests.adversarial.word_bombs import bombs
from tests.review.word_import.samples import sample_project
from tests.word_files import Edited, commented, comments, inserted, paragraph, run

SECONDS = 60
XML = ("word/document.xml", "word/footnotes.xml", "word/comments.xml", "word/styles.xml",
       "docProps/custom.xml")  # fmt: skip


@dataclass
class Damaged:
    """What a campaign found: how often each kind of damage had each outcome, and the faults."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def summary(self) -> dict[str, str]:
        """The outcomes of each kind."""
        kinds = dict.fromkeys(kind for kind, _ in self.outcomes)
        return {
            kind: ", ".join(f"{n} {o}" for (k, o), n in sorted(self.outcomes.items()) if k == kind)
            for kind in kinds
        }


def damage_word_files(
    *, times: int, seed: int, seconds: float = SECONDS, with_bombs: bool = True
) -> Damaged:
    """Import `times` damaged Word files, each in a forked process, and the bombs.

    The file is one that an editor sends back: tracked and plain changes, a comment, a new
    paragraph. A fault is a traceback, a crash, a hang, or a chapter that changed.
    """
    chance, found = random.Random(seed), Damaged()
    with tempfile.TemporaryDirectory(prefix="bilan-") as folder:
        project = sample_project(Path(folder).resolve() / "projet")
        sound = _edited(project).read_bytes()
        path = project / "retour.docx"
        target = Target("docx", path, sound, lambda: _planned(path, project))
        before = _chapters(project)
        if (outcome := attempt(target, sound, seconds))[0] != READ:
            raise RuntimeError(f"the sound file is not read: {outcome}")
        for number in range(times):
            kind = list(DAMAGES)[number % len(DAMAGES)]
            _tried(found, target, kind, DAMAGES[kind](sound, chance), seconds)
            if number % 50 == 49:
                print(f"{number + 1} files, {len(found.faults)} faults", flush=True)
        for name, make in bombs(sound).items() if with_bombs else ():
            _tried(found, target, "bombs", make(path).read_bytes(), seconds, name=name)
        if _chapters(project) != before:
            found.faults.append("a chapter changed, though nothing was to be applied")
    return found


def _tried(
    found: Damaged, target: Target, kind: str, content: bytes, seconds: float, *, name: str = ""
) -> None:
    outcome, told = attempt(target, content, seconds)
    found.outcomes[kind, outcome] += 1
    if outcome not in (READ, REFUSED):
        found.faults.append(f"{name or kind}: {outcome}: {told}")


def _planned(path: Path, project: Path) -> object:
    plan = plan_import(path, wave="2014", project=project)
    return plan.changes, plan.refusals, plan.comments


def _chapters(project: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in (project / "report").rglob("*") if path.is_file()
    }


def _edited(project: Path) -> Path:
    edited = Edited(project / "envoi.docx").replace("il progresse peu", "il avance peu")
    edited.replace("Une phrase seule", "Une phrase", tracked=False)
    edited.after("Chaque pourcentage", paragraph(inserted("Un ajout."), style="BodyText"))
    old = '<w:r><w:t xml:space="preserve">Un second bilan'
    said = commented(3, run("Un second bilan suivra l’an prochain."))
    edited.sub(f"{old}[^<]*</w:t></w:r>", said)
    edited.parts["word/comments.xml"] = comments({3: "Quand ?"})
    return edited.save(project / "retour.docx")


def _zipped(parts: list[tuple[str, bytes]]) -> bytes:
    content = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # a name twice is a damage
        for name, part in parts:
            archive.writestr(name, part)
    return content.getvalue()


def _entries(sound: bytes, chance: random.Random) -> bytes:
    """A part goes, is there twice, has another's name or content, is empty or damaged."""
    parts = list(zip_parts(sound).items())
    at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    if chance.random() < 0.6:  # one that the import reads
        wanted = chance.choice(XML[:1] + XML)
        at = next(i for i, (name, _) in enumerate(parts) if name == wanted)
    name, part = parts[at]
    new: list[tuple[str, bytes]] = chance.choice((
        [],
        [(name, part), (name, parts[other][1])],
        [(name, parts[other][1])],
        [(parts[other][0], part)],
        [(name.upper(), part)],
        [(name, b"")],
        [(name, part.decode("latin-1").encode("utf-16"))],
        [(name, mutated(part, chance))],
    ))  # fmt: skip
    parts[at : at + 1] = new
    return _zipped(parts)


def _elements(sound: bytes, chance: random.Random) -> bytes:
    """Elements go, come twice, move, change name or value, are wrapped; text is a token."""
    parts = zip_parts(sound)
    name = chance.choice(XML[:1] * 4 + XML)
    root = etree.fromstring(parts[name])
    for _ in range(chance.choice((1, 2, 5, 20))):
        elements = [element for element in root.iter() if element is not root]
        if not elements:
            break
        one, other = chance.choice(elements), chance.choice(elements)
        CHANGES[chance.randrange(len(CHANGES))](one, other, chance)
    return _zipped(list({**parts, name: bytes(etree.tostring(root))}.items()))


Element: TypeAlias = etree._Element


def _removed(one: Element, _: Element, __: random.Random) -> None:
    one.getparent().remove(one)


def _twice(one: Element, other: Element, _: random.Random) -> None:
    other.addnext(deepcopy(one))


def _renamed(one: Element, other: Element, _: random.Random) -> None:
    one.tag = other.tag


def _valued(one: Element, other: Element, chance: random.Random) -> None:
    names = list(one.attrib) or list(other.attrib)
    if names:
        one.set(chance.choice(names), chance.choice(("", "-1", "9" * 40, "é", "Heading1", "0")))


def _texted(one: Element, _: Element, chance: random.Random) -> None:
    one.text = "".join(sign for sign in chance.choice(TOKENS) if sign.isprintable() or sign == "\n")


def _wrapped(one: Element, other: Element, _: random.Random) -> None:
    copy = deepcopy(other)
    for child in copy:
        copy.remove(child)
    one.addnext(copy)
    copy.append(one)


CHANGES = (_removed, _twice, _renamed, _valued, _texted, _wrapped)
Damage = Callable[[bytes, random.Random], bytes]
DAMAGES: dict[str, Damage] = {"bytes": mutated, "entries": _entries, "elements": _elements}
