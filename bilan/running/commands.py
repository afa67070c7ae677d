"""Commands of `pipeline.py` beside the build: each a line of data and a thin function."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.project.current_builds import require_current
from bilan.project.errors import DataError
from bilan.project.paths import MANIFEST, SHEETS, SITE, known_waves, shown
from bilan.running.arguments import day, one_wave, today

Arguments = dict[str, dict[str, Any]]
# Steps that make what the chapters include, and what the check of a text holds it against.
INCLUDED = ("pieces", "register", "acronyms")
JUDGED = ("links", "evolution", "register")
PREVIEWED = ("fonts", "provenance", *INCLUDED, *JUDGED)


def wave_of_file(options: argparse.Namespace) -> str:
    """The wave that was asked for, or the one whose report the Word file says that it is."""
    from bilan.review.comments import require_wave, wave_of
    from bilan.review.word.reading import read_word

    word = read_word(options.file)
    wave = one_wave(options) if options.wave else wave_of(word, options.file)
    require_wave(word, options.file, wave)
    return wave


@dataclass(frozen=True)
class Command:
    """A command: its name, what it does in a line, its arguments as argparse takes them.

    `after` names the steps ("fonts" is every wave's) that are brought up to date first, of the wave
    that `wave` tells.
    """

    name: str
    help: str
    arguments: Arguments
    does: Callable[[argparse.Namespace], int]
    after: tuple[str, ...] = ()
    wave: Callable[[argparse.Namespace], str] = one_wave


def inspect(options: argparse.Namespace) -> int:
    """Show an unknown export; draft its mapping where a wave is named."""
    from bilan.exports.inspect import draft_mapping, inspect

    print(inspect(options.file, structure=options.structure))
    if options.wave:
        print(f"draft: {shown(draft_mapping(options.file, one_wave(options)))}")
    return 0


def adopt(options: argparse.Namespace) -> int:
    """Put the corrected columns of a draft mapping into the codebook."""
    from bilan.running.scaffold import adopt_mapping

    changed = adopt_mapping(one_wave(options))
    print("\n".join(changed) or "nothing to change")
    return 0


def new_wave(options: argparse.Namespace) -> int:
    """Make the folder, profile and chapters of a new wave."""
    from bilan.running.scaffold import new_wave

    for path in new_wave(options.name, source=options.source or known_waves()[-1]):
        print(f"made {shown(path)}")
    print(
        f"next: put the export in data/{options.name}/, then see “Run the next wave” in README.md"
    )
    return 0


def questionnaire(options: argparse.Namespace) -> int:
    """Write the codebook of a wave as a questionnaire that LimeSurvey imports."""
    from bilan.exports.questionnaire.lss_writing import questionnaire_lss
    from bilan.project.files import replace_bytes
    from bilan.report.questionnaire import group_titles
    from bilan.survey.wave import read_wave

    wave = one_wave(options)
    target = options.output or Path(f"questionnaire-{wave}.lss")
    replace_bytes(target, questionnaire_lss(read_wave(wave), groups=group_titles()))
    print(f"made {target}")
    return 0


def fetch(options: argparse.Namespace) -> int:
    """Pull a wave's export from LimeSurvey, account and address from the environment."""
    from bilan.exports.remote import fetch_export

    print(f"made {fetch_export(options.survey, target=options.target)}")
    return 0


def validate(options: argparse.Namespace) -> int:
    """Say what the export of a wave is worth, also where it cannot be used."""
    from bilan.running.steps.validation import terminal

    text, usable = terminal(one_wave(options))
    print(text)
    return 0 if usable else DataError.exit_code


def preview(options: argparse.Namespace) -> int:
    """Serve the page of a wave on this machine, made again at each save of a chapter."""
    from bilan.review.preview.server import serve

    serve(one_wave(options), port=options.port, open_browser=options.open)
    return 0


def sheets(options: argparse.Namespace) -> int:
    """Make one page for each school that answered."""
    from bilan.report.sheets import make_fiches

    wave = one_wave(options)
    made = make_fiches(wave, jobs=max(1, options.jobs))
    print(f"made {len(made)} files in {shown(SHEETS / wave)}/, each for one school only")
    return 0


def compare(options: argparse.Namespace) -> int:
    """Show in one page what changed between two builds, commits or waves, and why."""
    from bilan.review.compare import compare

    for name in (options.a, options.b):
        published = SITE / name / MANIFEST
        if published.is_file() and not Path(name, published.name).is_file():
            require_current(
                published, wave=name, otherwise=f"; `{shown(published.parent)}` is what it was then"
            )
    print(f"made {compare(options.a, options.b, options.output)}")
    return 0


def comments(options: argparse.Namespace) -> int:
    """List the comments of a Word file by chapter, file and line."""
    from bilan.review.commands import list_comments

    print(list_comments(options.file, wave=wave_of_file(options)))
    return 0


def visa(options: argparse.Namespace) -> int:
    """Record who approved a section; without one, show which are approved."""
    from bilan.review.commands import approve, show_visas

    wave = one_wave(options)
    if options.section is None:
        print(show_visas(wave))
    else:
        print(approve(wave, options.section, by=options.by or "", on=options.on or today()))
    return 0


def import_docx(options: argparse.Namespace) -> int:
    """Say, or with --apply write, what a corrected Word file changes in the chapters."""
    from bilan.review.commands import import_word

    print(
        import_word(
            options.file,
            wave=wave_of_file(options),
            base=options.base,
            apply=options.apply,
            leave_refused=options.leave_refused,
        )
    )
    return 0


FILE: Arguments = {"file": {"type": Path, "help": "the Word file"}}
FLAG = {"action": "store_true", "default": False}
COMMANDS = (
    Command(
        "validate",
        "say what a wave's export is worth: response, missing answers, faults, drift",
        {},
        validate,
    ),
    Command(
        "preview",
        "serve a wave's page on this machine, made again at each save of a chapter",
        {
            "--port": {"type": int, "default": 0, "help": "default: a free one"},
            "--open": {**FLAG, "help": "open it in the browser"},
        },
        preview,
        after=PREVIEWED,
    ),
    Command(
        "fiches",
        "make one page (PDF and HTML) for each school, in _fiches/",
        {"--jobs": {"type": int, "default": os.cpu_count() or 1, "help": "pages at once"}},
        sheets,
        after=("fonts", "estimates", "evolution"),
    ),
    Command(
        "compare",
        "show in one page what changed between two builds, commits or waves, and why",
        {
            "a": {"help": "a folder of _site/, a wave, or a commit"},
            "b": {"help": "the same, to hold against it"},
            "--output": {"type": Path, "default": Path("comparaison.html"), "metavar": "FILE"},
        },
        compare,
    ),
    Command(
        "comments",
        "list the comments of a Word file by file and line",
        FILE,
        comments,
        after=INCLUDED,
        wave=wave_of_file,
    ),
    Command(
        "visa",
        "record who approved a section of a wave; without --section, show the state",
        {
            "--section": {"metavar": "ID", "help": "such as sec-pilotage"},
            "--by": {"metavar": "WHO", "help": "a function, such as “Déléguée académique”"},
            "--on": {"metavar": "DATE", "type": day, "help": "YYYY-MM-DD; default: today"},
        },
        visa,
        after=INCLUDED,
    ),
    Command(
        "import-docx",
        "say what a corrected Word file changes in the chapters; --apply writes it",
        {
            **FILE,
            "--base": {
                "default": "",
                "metavar": "REV",
                "help": "the text it started from: a commit, or a folder of the project then",
            },
            "--apply": {**FLAG, "help": "write the changes"},
            "--leave-refused": {**FLAG, "help": "write the others where some are refused"},
        },
        import_docx,
        after=("fonts", *INCLUDED),
        wave=wave_of_file,
    ),
    Command(
        "inspect",
        "show an unknown export and how it fits the codebook; with --wave, draft its mapping",
        {
            "file": {"type": Path, "help": "the export"},
            "--structure": {"type": Path, "help": "the questionnaire (.lss), for inner names"},
        },
        inspect,
    ),
    Command("adopt", "put a wave's corrected draft mapping into the codebook", {}, adopt),
    Command(
        "new-wave",
        "make the folder, profile and chapters of a new wave",
        {
            "name": {"help": "the new wave, such as 2016"},
            "--from": {"dest": "source", "metavar": "WAVE", "help": "default: the last one"},
        },
        new_wave,
    ),
    Command(
        "questionnaire",
        "write a wave's codebook as a questionnaire that LimeSurvey imports (.lss)",
        {"--output": {"type": Path, "metavar": "FILE", "help": "default: questionnaire-WAVE.lss"}},
        questionnaire,
    ),
    Command(
        "fetch",
        "pull an export from LimeSurvey (LIMESURVEY_URL, _USER and _PASSWORD in the environment)",
        {
            "survey": {"type": int, "help": "the survey's number"},
            "target": {"type": Path, "help": "where to write the export"},
        },
        fetch,
    ),
)
