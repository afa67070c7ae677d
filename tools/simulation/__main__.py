"""Command line: `python -m tools.simulation` rewrites the simulated files, `--check` compares."""

import argparse
import sys

from bilan.project.errors import BilanError, DataError, listed
from bilan.project.paths import shown
from tools.simulation.files import made_files


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0, or that of the error that was printed."""
    parser = argparse.ArgumentParser(prog="python -m tools.simulation", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    check: bool = parser.parse_args(arguments).check
    try:
        files = made_files()
        stale = [
            path
            for path, content in files.items()
            if not path.is_file() or path.read_bytes() != content
        ]
        if check and stale:
            raise DataError(
                "data",
                expected="the files that the simulation makes",
                found="others:\n" + listed([shown(path) for path in stale]),
                next_step="run `python -m tools.simulation`",
            )
    except BilanError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for path in stale:
        path.write_bytes(files[path])
        print(f"written: {shown(path)}")
    print(f"{len(files) - len(stale)} of {len(files)} files were up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
