"""Break the code in small ways, one at a time, and count the breaks that no test sees.

`make mutants` runs this file. `trials.py` makes the mutants and runs the tests that reach each of
them; what it found stays in `mutants/`, so that a run which was stopped goes on.
Here: which survivors are argued in `argued.yml`, and the numbers of each module.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
MADE = ROOT / "mutants"
ARGUED = Path(__file__).with_name("argued.yml")
# Least share of a module's mutants that nobody sees and nobody argues, to be a fault.
TOO_MANY = 0.05
# Exit codes of mutmut: survived; no test was found; no test reaches the function.
UNSEEN = {0, 5, 33}

Change = tuple[str, str]  # the lines before, and the lines after, each joined to one
Key = tuple[str, str, Change]  # module, function, change


@dataclass(frozen=True)
class Mutant:
    """One break of the code; `seen` is None where it was not tried yet."""

    module: str
    function: str
    change: Change
    seen: bool | None


def main(only: Sequence[str]) -> int:
    """Try what was not tried yet and print the numbers; 1 where `report` finds a fault.

    `only` names modules by the end of their names, such as `judge`; none for all.
    """
    print("long: thousands of mutants, half of them run; a run that is stopped goes on", flush=True)
    forget_survivors(MADE, only)
    bin_ = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [sys.executable, str(Path(__file__).with_name("trials.py")), *only]
    failed = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    if failed:
        return failed
    text, fault = report(mutants(MADE, only), read_argued(ARGUED))
    print(text)
    return int(fault)


def verdict_files(made: Path, only: Sequence[str] = ()) -> list[Path]:
    """Where the verdicts on each module are kept, of all modules or of those that `only` names."""
    ends = tuple(f".{name}" for name in only)
    return [
        path
        for path in sorted(made.rglob("*.py.meta"))
        if not only or _module(path, made).endswith(ends)
    ]


def _module(path: Path, made: Path) -> str:
    return ".".join(path.relative_to(made).with_suffix("").with_suffix("").parts)


def forget_survivors(made: Path, only: Sequence[str] = ()) -> None:
    """Forget the results of the survivors, so that new tests are tried on them."""
    for path in verdict_files(made, only):
        known = json.loads(path.read_text(encoding="utf-8"))
        codes = known["exit_code_by_key"]
        known["exit_code_by_key"] = {
            name: None if code in UNSEEN else code for name, code in codes.items()
        }
        path.write_text(json.dumps(known, indent=4), encoding="utf-8")


def mutants(made: Path, only: Sequence[str] = ()) -> Iterator[Mutant]:
    """Every mutant of the modules; only those that survived have their change."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    for path in verdict_files(made, only):
        source = path.relative_to(made).with_suffix("")
        module = _module(path, made)
        for name, code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            seen = None if code is None else code not in UNSEEN
            difference = get_diff_for_mutant(name, path=source) if seen is False else ""
            yield Mutant(module, function_of(name), change_of(difference), seen)


def function_of(mutant: str) -> str:
    """Name of a function or `Class.method`, from mutmut's name for one of its mutants."""
    mangled = mutant.rpartition(".")[2].rpartition("__mutmut_")[0]
    if mangled.startswith("xǁ"):
        return mangled.removeprefix("xǁ").replace("ǁ", ".")
    return mangled.removeprefix("x_")


def change_of(difference: str) -> Change:
    """Lines taken out and lines put in by a unified diff, each joined to one line."""
    lines = difference.split("\n")[2:]
    before, after = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    return before, after


def read_argued(path: Path) -> dict[Key, str]:
    """Why each survivor that is no gap in the tests survives."""
    return {
        (entry["module"], entry["function"], (change["was"], change["becomes"])): entry["reason"]
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or []
        for change in entry["changes"]
    }


def report(tried: Iterable[Mutant], argued: Mapping[Key, str]) -> tuple[str, bool]:
    """Numbers of each module, then the survivors; and whether there is a fault.

    A fault is: a module with too many survivors, a mutant that was not tried, an argument whose
    mutant is gone or does not survive.
    """
    total, killed, excused, survived, untried = (Counter[str]() for _ in range(5))
    left: list[Mutant] = []
    met: set[Key] = set()
    for mutant in tried:
        total[mutant.module] += 1
        key = (mutant.module, mutant.function, mutant.change)
        if mutant.seen is None:
            untried[mutant.module] += 1
        elif mutant.seen:
            killed[mutant.module] += 1
        elif key in argued:
            excused[mutant.module] += 1
            met.add(key)
        else:
            survived[mutant.module] += 1
            left.append(mutant)
    lines = [f"{'module':<38}{'mutants':>8}{'killed':>15}{'argued':>15}{'survived':>15}"]
    for module, of in sorted(total.items()):
        shares = [f"{n[module]:>8} ({n[module] / of:>4.0%})" for n in (killed, excused, survived)]
        lines.append(f"{module:<38}{of:>8}{''.join(shares)}")
    for mutant in left:
        lines += _shown("survived", mutant.module, mutant.function, mutant.change)
    for key in argued:
        if key not in met and total[key[0]]:
            lines += _shown("argued, and does not survive", *key)
    if untried:
        lines += ["", f"{untried.total()} not tried yet: run it again, it goes on from here"]
    stale = any(key not in met and total[key[0]] for key in argued)
    too_many = any(survived[module] / of >= TOO_MANY for module, of in total.items())
    return "\n".join(lines), stale or too_many or bool(untried)


def _shown(what: str, module: str, function: str, change: Change) -> list[str]:
    return ["", f"{what}: {module}, {function}", f"  - {change[0]}", f"  + {change[1]}"]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
