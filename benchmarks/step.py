"""One step of the pipeline as a command, run whether it is stale or not: `… step 2014:links`.

What a script of commands without a pipeline does: each command starts anew and imports anew.
"""

import sys

from pipeline import steps

WAVES = ["2014", "2015"]
FORMATS = ("html", "pdf", "docx")


def main(name: str) -> None:
    """Run the step of that name."""
    known = steps(WAVES, publish=WAVES, formats=FORMATS, engine="embedded")
    next(step for step in known if step.name == name).run()


if __name__ == "__main__":
    main(sys.argv[1])
