"""Campaigns from the command line: python -m tests.adversarial kills --times 200

Each works on a temporary copy of the project and prints what it found; its exit code is 1 where
there is a fault. `docs/reliability.md` has the figures.
"""

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bilan.project.paths import SITE, known_waves

WAVE = "2014"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one campaign; 1 where it found a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.adversarial", description=__doc__)
    commands = parser.add_subparsers(title="campaigns", required=True, metavar="")
    for name, function, times, help in (
        ("kills", _kills, 200, "kill builds at random moments"),
        ("edits", _edits, 200, "edit all kinds of files; compare with a clean build each time"),
        (
            "disturbances",
            _disturbances,
            20,
            "full disk, limits, needs that go or change, two builds",
        ),
        ("mutations", _mutations, 10_000, "read damaged files of every kind"),
        ("word", _word, 1000, "bring damaged Word files back into chapters, and bombs"),
        ("values", _values, 150, "a wrong value at every key of what is read, and commands on it"),
        ("hostile", _hostile, 0, "hostile texts through every route"),
        ("attack", _attack, 0, "solve for what the files of _site/ and the sheets hide"),
        ("academies", _academies, 40, "the same in drawn académies, on sheets in one of eight"),
        ("personal", _personal, 0, "look for personal values in all that is written and said"),
    ):
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(command=function)
        if times:
            command.add_argument("--times", type=int, default=times)
            command.add_argument("--seed", type=int, default=2014)
        if name == "mutations":
            command.add_argument("--keep", type=Path, help="folder for what made a fault or crash")
    options = parser.parse_args(arguments)
    run: Callable[[argparse.Namespace], list[str]] = options.command
    faults = run(options)
    for fault in faults:
        print(f"fault: {fault}")
    print(f"{len(faults)} faults")
    return 1 if faults else 0


def _kills(options: argparse.Namespace) -> list[str]:
    from tests.adversarial.copies import copied
    from tests.adversarial.disturbances import BUILD
    from tests.adversarial.kills import kill_builds

    with copied((WAVE,)) as copy:
        code, output = copy.run(*BUILD)
        if code:
            return [f"the copy cannot be built: {output[-500:]}"]
        found = kill_builds(copy, times=options.times, seed=options.seed, arguments=BUILD)
    print(f"{found.killed} kills, {found.finished} runs to the end, the same bytes each time")
    return found.faults


def _edits(options: argparse.Namespace) -> list[str]:
    from tests.adversarial.copies import copied
    from tests.adversarial.edits import edit_and_compare

    with copied((WAVE,)) as copy:
        found = edit_and_compare(copy, times=options.times, seed=options.seed)
    told = f"{found.edits} edits, {found.builds} builds compared with a clean one"
    print(f"{told}, {found.refused} of which neither made")
    return found.faults


def _disturbances(options: argparse.Namespace) -> list[str]:
    from tests.adversarial import disturbances as d
    from tests.adversarial.copies import copied

    faults: list[str] = []
    chance = random.Random(options.seed)
    with copied((WAVE,)) as copy:
        for number in range(options.times):
            faults += d.limited_file_size(copy, chance.choice((3_000, 60_000, 300_000)))
            code, output = copy.run(*d.BUILD)
            faults += [f"after the limit: {output[-300:]}"] if code else []
            faults += d.few_descriptors(copy, chance.randrange(8, 80))
            faults += d.little_memory(copy, chance.randrange(100, 3_000) << 20)
            faults += d.two_at_once(copy)
            faults += d.need_changed(copy, "data/codebook.yml")
            faults += d.need_removed(copy, "data/indicateurs.yml")
            code, output = copy.run(*d.BUILD)
            faults += [f"after all: {output[-300:]}"] if code else []
            print(f"{number + 1} times each, {len(faults)} faults", flush=True)
    for _ in range(options.times):
        found = d.full_disk(chance.choice((100_000, 2_000_000)))
        if found is None:
            print("full disk: not tried, only root can mount one")
            break
        faults += found
    return faults


def _mutations(options: argparse.Namespace) -> list[str]:
    from tests.adversarial.mutations import mutate_files, summary

    found = mutate_files(times=options.times, seed=options.seed, keep=options.keep)
    print("\n".join(summary(found)))
    return found.faults


def _word(options: argparse.Namespace) -> list[str]:
    from tests.adversarial.word import damage_word_files

    found = damage_word_files(times=options.times, seed=options.seed)
    print("\n".join(f"{kind}: {told}" for kind, told in found.summary().items()))
    return found.faults


def _values(options: argparse.Namespace) -> list[str]:
    from tests.adversarial.copies import copied
    from tests.adversarial.disturbances import BUILD
    from tests.adversarial.wrong_values import wrong_values_commanded, wrong_values_read

    read = wrong_values_read(seed=options.seed)
    print(f"{read.tried} files read")
    with copied((WAVE,)) as copy:
        code, output = copy.run(*BUILD)
        if code:
            return [f"the copy cannot be built: {output[-500:]}"]
        found = wrong_values_commanded(copy, times=options.times, seed=options.seed)
    print(f"{found.tried} commands")
    return read.faults + found.faults


def _hostile(_: argparse.Namespace) -> list[str]:
    from tests.adversarial.copies import copied
    from tests.adversarial.hostile import hostile_texts, plant

    with copied((WAVE,)) as calm, copied((WAVE,)) as copy:
        calm.run("--engine", "embedded")
        plant(copy, WAVE)
        found = hostile_texts(copy, WAVE, calm=calm)
    print(f"{found.texts} texts, {found.files} files; shown as typed {found.shown} times")
    return found.faults


def _personal(_: argparse.Namespace) -> list[str]:
    from tests.adversarial.copies import copied
    from tests.adversarial.personal import personal_values

    with copied((WAVE,)) as copy:
        found = personal_values(copy, WAVE)
    done = len([name for name in found.codes if name != "pinned"])
    print(f"{done} commands, of which {sum(map(bool, found.codes.values()))} end in an error")
    print(f"{found.files} files and all that was printed looked at")
    return found.faults


def _attack(_: argparse.Namespace) -> list[str]:
    from tests.adversarial.academies import attack_wave

    faults = []
    for wave in known_waves():
        attacked = attack_wave(wave, SITE / wave)
        faults += attacked.found
        print(f"{wave}: {len(attacked.cells)} cells under the threshold attacked")
    return faults


def _academies(options: argparse.Namespace) -> list[str]:
    from bilan.estimation.study import open_study
    from tests.adversarial.academies import attack_drawn

    faults, cells, studies = [], 0, [open_study(wave) for wave in known_waves()]
    for seed in range(options.times):
        attacked = attack_drawn(
            studies[seed % len(studies)], options.seed + seed, sheets=seed % 8 == 0
        )
        cells += len(attacked.cells)
        found = [f"académie {options.seed + seed}: {what}" for what in attacked.found]
        print(f"académie {options.seed + seed}: {len(found)} faults", flush=True)
        faults += found
    print(f"{options.times} académies, {cells} cells under the threshold attacked")
    return faults


if __name__ == "__main__":
    sys.exit(main())
