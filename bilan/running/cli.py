"""The command line of `pipeline.py`."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bilan.project.current_builds import SITE_PACKAGES, unlike_the_lock
from bilan.project.errors import UsageError, listed
from bilan.project.interruption import interruptible
from bilan.project.paths import BUILD, FIGURES, LOCK, SHEETS, SITE, known_waves, shown
from bilan.project.surroundings import leave_out_the_user, settle_standard_streams
from bilan.running.build_lock import alone
from bilan.running.commands import COMMANDS, INCLUDED, JUDGED, PREVIEWED, Command
from bilan.running.dag import Run, run_steps, why
from bilan.running.failures import explain
from bilan.running.step import Perform, Step
from bilan.running.up_to_date import bring_up_to_date, needed

FORMATS = ("html", "pdf", "docx")
EXIT_CODES = """\
exit codes:
  0    all is well
  1    another error that a user can mend
  2    the command line asks for something that is not there, or another build is under way
  3    an export, the sampling frame, the codebook or another data file is wrong
  4    a notebook cannot be run, or one of its cells raised
  5    a chapter holds something that the report cannot be made from
  6    the report could not be rendered
  7    the system refuses to write or read: a full disk, a limit, a right that is missing
  70   a fault of the pipeline itself, with its traceback
  130  stopped by Ctrl-C; the next run goes on from what is whole
"""

Steps = Callable[..., list[Step]]


def main(steps: Steps, arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    settle_standard_streams()
    options = command_parser().parse_args(arguments, argparse.Namespace(**_DEFAULTS))
    leave_out_the_user()
    try:
        with interruptible():
            code: int = options.command(steps, options)
            sys.stdout.flush()
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        return explain(error)
    return code


# Not argparse's own defaults: those of a command would undo what was said before its name.
_DEFAULTS = {
    "wave": None,
    "format": None,
    "engine": "auto",
    "jobs": os.cpu_count() or 1,
    "force": False,
    "scheduler": "",
    "timings": False,
}


def command_parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument(
        "--wave",
        action="append",
        metavar="WAVE",
        help="this wave only (may be repeated); default: all",
    )
    making = argparse.ArgumentParser(
        add_help=False, parents=[common], argument_default=argparse.SUPPRESS
    )
    making.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        help="this format only (may be repeated); what is published then holds no other",
    )
    making.add_argument(
        "--engine",
        choices=("auto", "quarto", "embedded"),
        help="what assembles the report; auto: Quarto (1.10 or later) where it is on the path",
    )
    making.add_argument("--jobs", type=int, help="steps at once; default: one for each core")
    making.add_argument(
        "--force",
        action="store_true",
        default=argparse.SUPPRESS,
        help="run every step, stale or not",
    )
    making.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="run the steps on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786",
    )
    making.add_argument(
        "--timings",
        action="store_true",
        default=argparse.SUPPRESS,
        help="say where the time went, and draw it in _build/durees.svg",
    )
    parser = argparse.ArgumentParser(
        prog="pipeline.py",
        description="Makes the bilan of each survey wave: HTML, PDF and Word, in _site/<wave>/. "
        "Without a command: build what is not up to date.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[making],
    )
    parser.set_defaults(command=_build)
    commands = parser.add_subparsers(title="commands", metavar="")
    for name, function, parents, help in (
        ("build", _build, [making], "make what is not up to date (the default)"),
        ("list", _list, [making], "name the steps, and say which are up to date"),
        ("check", _check, [common], "check the chapters against the data of now"),
        ("accept", _accept, [common], "pin the data files as they are now, after a change"),
        ("clean", _clean, [common], "remove all that was made"),
        ("illustrations", _illustrations, [common], "make only what the chapters include"),
        ("finish", _finish, [], "what Quarto calls after a render: finish its Word files"),
    ):
        command = commands.add_parser(name, help=help, description=help, parents=parents)
        command.set_defaults(command=function)
    checking = commands.choices["check"]
    checking.add_argument("--json", action="store_true", help="print the findings as JSON")
    checking.add_argument(
        "--fix", action="store_true", help="first mend plain numbers and typography in the chapters"
    )
    reason = commands.add_parser("why", help="say why a step would run", parents=[making])
    reason.add_argument("step", help="a step that `list` names, such as 2015:html")
    reason.set_defaults(command=_why)
    for stated in COMMANDS:
        command = commands.add_parser(
            stated.name, help=stated.help, description=stated.help, parents=[common]
        )
        for name, how in stated.arguments.items():
            command.add_argument(name, **{"default": None, **how})
        command.set_defaults(command=partial(_other, stated))
    return parser


def _other(stated: Command, steps: Steps, options: argparse.Namespace) -> int:
    """Bring up to date what a command rests on, then do it."""
    if stated.after:
        _make_current(steps, [stated.wave(options)], stated.after)
    return stated.does(options)


def _make_current(
    steps: Steps, waves: list[str], names: Sequence[str], *, there: Sequence[str] = ()
) -> None:
    from bilan.running.forked_steps import run_here

    known = steps(known_waves(), publish=waves, formats=FORMATS, engine="embedded")
    bring_up_to_date(known, needed(known, waves, names, there=there), perform=run_here)


def _waves(options: argparse.Namespace) -> list[str]:
    known = known_waves()
    asked = options.wave or known
    if unknown := [wave for wave in asked if wave not in known]:
        raise UsageError(
            f"unknown wave: {', '.join(unknown)}",
            expected=f"one of {', '.join(known) or '(none)'}",
            next_step="add data/<wave>/vague.yml, or ask for another wave",
        )
    return list(dict.fromkeys(asked))


def _steps(steps: Steps, options: argparse.Namespace) -> list[Step]:
    from bilan.assembly.engines import chosen_engine

    engine = chosen_engine(options.engine)
    formats = tuple(name for name in FORMATS if name in (options.format or FORMATS))
    return steps(known_waves(), publish=_waves(options), formats=formats, engine=engine)


def _build(steps: Steps, options: argparse.Namespace) -> int:
    waves = _waves(options)
    selected = [*(f"{wave}:site" for wave in waves), "home"]
    known, jobs = _steps(steps, options), max(1, options.jobs)
    if others := unlike_the_lock(LOCK, SITE_PACKAGES):
        print(f"warning: {listed(others)}: `make setup` restores it", file=sys.stderr)
    with _performer(options.scheduler) as (perform, cores):
        run = run_steps(
            known, selected=selected, jobs=cores or jobs, force=options.force, perform=perform
        )
    if options.timings:
        from bilan.running.timings import write_picture

        print(write_picture(run))
    return _ended(run, [SITE / wave for wave in waves])


@contextmanager
def _performer(address: str) -> Iterator[tuple[Perform, int]]:
    """What runs a step, here or on the cluster of that address, and on how many cores there."""
    if not address:
        from bilan.running.forked_steps import run_here

        yield run_here, 0
        return
    from bilan.running.dask_scheduler import cluster

    with cluster(address) as at:
        yield at.run, at.cores


def _ended(run: Run, made: Sequence[Path]) -> int:
    if run.failure is not None:
        return explain(run.failure)
    print("all is up to date" if not run.ran else "made:")
    for folder in made:
        for path in sorted(folder.glob("*")):
            print(f"  {shown(path)}{'/' if path.is_dir() else ''}")
    print(f"  {shown(SITE / 'index.html')}")
    return 0


def _list(steps: Steps, options: argparse.Namespace) -> int:
    known = _steps(steps, options)
    for step in known:
        print(f"{step.name:<28} {why(known, step.name) or 'up to date'}")
    return 0


def _why(steps: Steps, options: argparse.Namespace) -> int:
    print(why(_steps(steps, options), options.step) or "up to date")
    return 0


def _check(steps: Steps, options: argparse.Namespace) -> int:
    from bilan.project.errors import TextError
    from bilan.prose.check_chapters import check, fix
    from bilan.prose.findings import errors, findings_text, to_json

    waves = _waves(options)
    _make_current(steps, waves, JUDGED, there=INCLUDED)
    for line in (line for wave in waves if options.fix for line in fix(wave)):
        print(line, file=sys.stderr if options.json else sys.stdout)
    found = [finding for wave in waves for finding in check(wave)]
    print(to_json(found) if options.json else findings_text(found))
    return TextError.exit_code if errors(found) else 0


def _accept(_: Steps, options: argparse.Namespace) -> int:
    from bilan.responses.acceptance import accepted_before, accepted_lines
    from bilan.survey.wave import accept_inputs, read_wave

    for wave in _waves(options):
        before = accepted_before(read_wave(wave))
        changed = accept_inputs(read_wave(wave))
        print(f"{wave}: {', '.join(changed) or 'nothing had changed'}")
        for line in accepted_lines(read_wave(wave), before) if changed else ():
            print(line)
    return 0


def _clean(_: Steps, options: argparse.Namespace) -> int:
    waves = _waves(options)
    folders = [base / wave for base in (BUILD, FIGURES, SITE) for wave in waves]
    if not options.wave:
        folders += [BUILD, SITE, SHEETS]
    if there := [folder for folder in folders if folder.is_dir()]:
        with alone():
            for folder in there:
                aside = folder.with_name(f".{folder.name}.old")  # at once, lock and all
                shutil.rmtree(aside, ignore_errors=True)
                folder.rename(aside)
                shutil.rmtree(aside)
                print(f"removed {shown(folder)}")
    return 0


def _illustrations(steps: Steps, options: argparse.Namespace) -> int:
    """What Quarto's pre-render calls; nothing when the pipeline itself called Quarto."""
    if os.environ.get("BILAN_PIPELINE") == "1":
        return 0
    if profile := os.environ.get("QUARTO_PROFILE", "").partition(",")[0]:
        options.wave = options.wave or [profile.removeprefix("vague-")]
    _make_current(steps, _waves(options), PREVIEWED)
    return 0


def _finish(*_: object) -> int:
    from bilan.assembly.finish import finish_rendered

    finish_rendered(os.environ)
    return 0
