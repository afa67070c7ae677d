"""Make the mutants, and run on each the tests that reach it.

mutmut makes the mutants, asks the type checker and finds which test reaches which function. Its own
trials collect the tests anew for each mutant and let hypothesis look for the smallest example; here
the tests are collected once, each mutant is tried in a fork of the process that did so, the fastest
test first, and the first failure ends it. Verdicts are kept where mutmut keeps its own.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from mutmut import __main__ as mutmut
from mutmut.configuration import config
from mutmut.mutation.trampoline import set_mutant_under_test
from survivors import verdict_files

MADE = Path("mutants")
TYPE_CHECK = 37  # as mutmut writes a mutant that the type checker refuses
NO_TEST = 33
# Seconds of the processor that a mutant has beyond twice what its tests take.
PATIENCE = 10


def make() -> None:
    """Mutants of the code as it is, with what the type checker says and which tests reach them."""
    set_mutant_under_test("mutant_generation")
    MADE.mkdir(exist_ok=True)
    # Which test reaches which function is found anew: code may have moved to another one.
    (MADE / "mutmut-stats.json").unlink(missing_ok=True)
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.create_mutants(WORKERS)
    refused = mutmut.filter_mutants_with_type_checker()
    mutmut.collect_or_load_stats(
        mutmut.get_mutant_runner(WORKERS),
        mutants_caught_by_type_checker=refused,
        apply_config_invalidation=True,
    )
    _, by_path = mutmut.collect_source_file_mutation_data(mutant_names=())
    for data in by_path.values():
        data.exit_code_by_key |= {
            name: TYPE_CHECK for name in data.exit_code_by_key if name in refused
        }
        if data.exit_code_by_key:
            data.save()


@dataclass
class Trials:
    """A plugin of pytest that runs, instead of all tests once, those of each mutant."""

    reach: dict[str, list[str]]  # tests by function
    took: dict[str, float]  # seconds, by test
    only: Sequence[str]  # ends of the names of modules; none for all

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        phases = [Phase.explicit, Phase.generate]  # that it fails is enough
        settings.register_profile("mutants", phases=phases, database=None)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        todo = [(self._tests(name), path, name) for path, name in untried(self.only)]
        todo.sort(key=lambda one: sum(self.took[test] for test in one[0]))
        running: dict[int, tuple[Path, str]] = {}
        start = time.monotonic()
        for number, (tests, path, name) in enumerate(todo, start=1):
            if not tests:
                keep(path, name, NO_TEST)
                continue
            if len(running) == WORKERS:
                reap(running)
            child = os.fork()
            if not child:
                self._try(session, name, [items[test] for test in tests])
            running[child] = path, name
            if number % 100 == 0:
                print(f"{number}/{len(todo)} tried, {time.monotonic() - start:.0f} s", flush=True)
        while running:
            reap(running)
        return True

    def _tests(self, mutant: str) -> list[str]:
        known = self.reach.get(mutant.rpartition("__mutmut_")[0], [])
        return sorted((test for test in known if test in self.took), key=self.took.__getitem__)

    def _try(self, session: pytest.Session, mutant: str, tests: list[Any]) -> None:
        """In the fork: run the tests up to the first that fails; the process ends here."""
        code = 1
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            took = sum(self.took[test.nodeid] for test in tests)
            limit = int(time.process_time() + PATIENCE + 2 * took)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
            set_mutant_under_test(mutant)
            for test, following in zip(tests, [*tests[1:], None], strict=True):
                test.ihook.pytest_runtest_protocol(item=test, nextitem=following)
                if session.testsfailed:
                    break
            code = 1 if session.testsfailed else 0
        finally:
            os._exit(code)


def untried(only: Sequence[str]) -> list[tuple[Path, str]]:
    """Mutants without a verdict, with the file that holds it."""
    return [
        (path, name)
        for path in verdict_files(Path(), only)
        for name, code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].items()
        if code is None
    ]


def keep(path: Path, mutant: str, code: int) -> None:
    """Write the verdict on a mutant."""
    known = json.loads(path.read_text(encoding="utf-8"))
    known["exit_code_by_key"][mutant] = code
    path.write_text(json.dumps(known, indent=4), encoding="utf-8")


def reap(running: dict[int, tuple[Path, str]]) -> None:
    """Wait for one of the forks, and keep its verdict: its exit code, or minus its signal."""
    child, status = os.wait()
    keep(*running.pop(child), os.waitstatus_to_exitcode(status))


def main(only: Sequence[str]) -> int:
    """Make what is to be made, and try what was not tried yet of these modules, or of all."""
    make()
    os.chdir(MADE)
    set_mutant_under_test("")
    known = json.loads(Path("mutmut-stats.json").read_text(encoding="utf-8"))
    trials = Trials(known["tests_by_mangled_function_name"], known["duration_by_test"], only)
    options = [*config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    return int(pytest.main(["--rootdir=.", "-q", "-s", *options], plugins=[trials]))


WORKERS = os.cpu_count() or 1

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
