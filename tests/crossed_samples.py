"""An académie whose small counts are known: answers by type of school."""

from builders import asked, frame, responses, wave

from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study

Counts = tuple[int, ...]

KINDS = ("CLG", "LGT", "LP")

MEMBERS = asked("members", "M", options=("head", "nurse"))

# The link of « head » is neither clear nor absent: 0.01 <= p < 0.05, as few other ways have it.
HEAD, NURSE, SIZES = (14, 4, 3), (12, 8, 7), (25, 17, 14)


def académie(**given: Counts) -> Study:
    """Schools of three types; of each type, the first ones gave the answer."""
    schools = [(kind, n) for kind, size in zip(KINDS, SIZES, strict=True) for n in range(size)]
    answers = {
        f"{kind}{n}": {
            f"members_{option}": float(n < counts[KINDS.index(kind)])
            for option, counts in given.items()
        }
        for kind, n in schools
    }
    places = frame(*(f"{kind}{n} {kind} public nord" for kind, n in schools))
    made = responses((MEMBERS,), answers, places)
    return Study(wave(), made, estimate(made, ()))
