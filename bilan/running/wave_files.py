"""The files of a wave, each named once: what its steps need and make."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bilan.project.errors import DataError
from bilan.project.paths import (
    DOCUMENTS,
    ESTIMATES,
    EVOLUTION,
    EVOLUTION_FILE,
    EXECUTED,
    FIGURES,
    GROUPS_FILE,
    ILLUSTRATIONS,
    INDICATORS_FILE,
    LETTER_FILE,
    MANIFEST,
    NOTEBOOKS,
    REPORT,
    REPORT_NAME,
    RESPONSES,
    SET_ASIDE_FILE,
    SITE,
    SYNTHESIS,
    UNDECIDED,
    built,
    documents_of,
    known_waves,
    profile_file,
    shown,
    wave_file,
)
from bilan.report.publication import code, definitions, texts
from bilan.running.step import Step
from bilan.survey.illustration_specs import Illustration, illustrations_of, not_asked
from bilan.survey.wave import inputs, read_wave

STUDIED = (RESPONSES, ESTIMATES, UNDECIDED)


def kinds_of(illustration: Illustration, wanted: Collection[str] = ()) -> list[str]:
    """Kinds of file that an illustration has, of those wanted; without any, all."""
    return [kind for kind in illustration.files if not wanted or kind in wanted]


def pictures_for(formats: Collection[str]) -> list[str]:
    """Kinds of picture that documents of these formats show: Word takes no SVG."""
    shown = {"png" if name == "docx" else "svg" for name in formats}
    return sorted(shown)


@dataclass(frozen=True)
class Places:
    """Files of one wave."""

    wave: str
    formats: tuple[str, ...]

    @cached_property
    def previous(self) -> str | None:
        """Name of the wave before; None for the first."""
        return read_wave(self.wave).stated.previous

    @cached_property
    def data(self) -> list[Path]:
        """What states the wave, its export and its sampling frame."""
        return [wave_file(self.wave), *inputs(read_wave(self.wave))]

    @cached_property
    def data_before(self) -> list[Path]:
        """The same of the wave before; none for the first."""
        if self.previous is None:
            return []
        return [wave_file(self.previous), *inputs(read_wave(self.previous))]

    @cached_property
    def stated(self) -> list[Path]:
        """All that the manifest states: data and what describes them, texts, code."""
        wave = read_wave(self.wave)
        code_files = [path for files in code(wave).values() for path in files]
        return [*self.data, *definitions(wave), *texts(wave), *code_files]

    def built(self, name: str) -> Path:
        """An intermediate file."""
        return built(self.wave, name)

    @cached_property
    def estimates(self) -> list[Path]:
        """Responses, estimates, and which questions wait for a decision."""
        return [self.built(name) for name in STUDIED]

    @cached_property
    def before(self) -> list[Path]:
        """The same of the waves before."""
        earlier = [wave for wave in known_waves() if wave < self.wave]
        return [built(w, name) for w in earlier for name in STUDIED]

    @cached_property
    def evolution(self) -> list[Path]:
        """The comparison with the wave before; none for the first."""
        return [self.built(EVOLUTION)] if self.previous else []

    @cached_property
    def drawn(self) -> dict[str, list[str]]:
        """Every notebook, with the illustrations of the wave that it publishes."""
        known = self._illustrations.values()
        notebooks = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
        if strange := [i for i in known if i.notebook not in notebooks]:
            raise DataError(
                f"{shown(ILLUSTRATIONS)}: `{strange[0].id}` is of the notebook "
                f"`{strange[0].notebook}`",
                expected=f"one of {', '.join(notebooks)}",
                next_step="mend its name, or add the notebook",
            )
        return {name: [i.id for i in known if i.notebook == name] for name in notebooks}

    @cached_property
    def _illustrations(self) -> dict[str, Illustration]:
        return illustrations_of(read_wave(self.wave))

    @cached_property
    def illustrations(self) -> list[str]:
        """Names of all illustrations, tables included."""
        return [name for names in self.drawn.values() for name in names]

    def pictures(self, names: Sequence[str], *kinds: str) -> list[Path]:
        """Files of these illustrations in `figures/<wave>/`, of these kinds where they have them.

        Without a kind: all that readers get.
        """
        return [
            path
            for name in names
            for path in self.figures([name], *(kinds_of(self._illustrations[name], kinds)))
        ]

    @cached_property
    def not_asked(self) -> list[str]:
        """Illustrations of questions that the wave does not ask."""
        return list(not_asked(read_wave(self.wave)))

    def figures(self, names: list[str], *kinds: str) -> list[Path]:
        """Files in `figures/<wave>/` of these names and kinds."""
        return [FIGURES / self.wave / f"{name}.{kind}" for name in names for kind in kinds]

    @cached_property
    def register(self) -> list[Path]:
        """Pieces of the register: what is recommended, and what became of what was before."""
        followed = ["registre-pilotage", "registre-formation", "registre-perspectives"]
        return self.figures(["registre", *(followed if self.previous else [])], "qmd")

    @cached_property
    def texts(self) -> list[Path]:
        """All that editors write for the wave."""
        shared = [*(REPORT / "annexes").glob("*.qmd"), REPORT / "glossaire.yml"]
        return [*sorted((REPORT / self.wave).glob("*.qmd")), self.titles, *sorted(shared)]

    @property
    def titles(self) -> Path:
        """Titles of the illustrations."""
        return REPORT / self.wave / "illustrations.yml"

    @property
    def profiles(self) -> list[Path]:
        """Quarto's profiles of the wave, one for each document."""
        return [profile_file(self.wave, document) for document in documents_of(self.wave)]

    @property
    def downloads(self) -> list[Path]:
        """Tables that readers download."""
        names = [INDICATORS_FILE, SET_ASIDE_FILE, *([EVOLUTION_FILE] if self.previous else [])]
        return [self.built(name) for name in names]

    @property
    def groups(self) -> Path:
        """The indicators by group that readers download: what the dashboard shows."""
        return self.built(GROUPS_FILE)

    def notebook(self, name: str) -> Path:
        """An executed notebook."""
        return self.built(f"{EXECUTED}/{name}.ipynb")

    def document(self, name: str) -> list[Path]:
        """The report in a format, and the note of what rendered it."""
        return self._rendered(f"{REPORT_NAME}.{name}")

    @property
    def synthesis(self) -> list[Path]:
        """The synthesis as PDF, and the note of what rendered it; none where it is not written."""
        written = SYNTHESIS in documents_of(self.wave) and "pdf" in self.formats
        return self._rendered(f"{SYNTHESIS}.pdf") if written else []

    def _rendered(self, name: str) -> list[Path]:
        return [self.built(f"{DOCUMENTS}/{name}"), self.built(f"{DOCUMENTS}/{name}.json")]

    @property
    def letter(self) -> list[Path]:
        """The letter of mission's template, which the second bilan is the first to give."""
        return [self.built(LETTER_FILE)] if self.previous else []

    @property
    def manifest(self) -> Path:
        """The manifest of what is published."""
        return SITE / self.wave / MANIFEST

    def step(
        self,
        name: str,
        does: str,
        needs: list[Path],
        makes: list[Path],
        *,
        states: Sequence[Path] = (),
        fills: Path | None = None,
        **arguments: Any,
    ) -> Step:
        """A step of the wave; its function has the wave as first argument."""
        return Step(
            name=f"{self.wave}:{name}",
            does=f"bilan.running.steps.{does}",
            needs=tuple(needs),
            makes=tuple(makes),
            arguments={"wave": self.wave, **arguments},
            states=tuple(states),
            fills=fills,
        )
