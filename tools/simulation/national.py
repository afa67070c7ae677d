"""A simulated wave as large as the country: thirty académies, eleven thousand EPLE.

`python -m tools.simulation.national FOLDER` writes a sampling frame and the checked answers, for
measures of scale. Each school answers as one of the simulated 2014 wave of its type and secteur
did, drawn with a fixed seed: so filters hold, and shares stay near those of that wave. The column
`bassin` of the frame holds the académie.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from bilan.responses.responses import Responses, write_responses
from bilan.survey.modalities import VOIES
from bilan.survey.sampling_frame import COLUMNS
from tools.simulation.frame import PREFIX, uai

ACADEMIES, SCHOOLS, SEED = 30, 11_000, 2014
ANSWERING = 122 / 130  # as in the académie of the bilan
# Shares of the country's EPLE, to about a percent.
MIX: Mapping[tuple[str, str], float] = {
    ("CLG", "public"): 0.48, ("CLG", "prive"): 0.16, ("LGT", "public"): 0.14,
    ("LGT", "prive"): 0.08, ("LP", "public"): 0.07, ("LP", "prive"): 0.04,
    ("SEP", "public"): 0.02, ("SEP", "prive"): 0.01,
}  # fmt: skip


def national_frame(schools: int = SCHOOLS, *, seed: int = SEED) -> pd.DataFrame:
    """Sampling frame of the country: a row for each EPLE, columns `COLUMNS`, all of them text."""
    rng = np.random.default_rng([seed, schools])
    kinds = list(MIX)
    drawn = rng.choice(len(kinds), size=schools, p=np.array(list(MIX.values())))
    return pd.DataFrame(
        {
            "uai": [uai(PREFIX * 10_000 + number) for number in range(schools)],
            "nom": [f"Établissement fictif n° {number + 1}" for number in range(schools)],
            "type": [kinds[kind][0] for kind in drawn],
            "secteur": [kinds[kind][1] for kind in drawn],
            "bassin": [f"académie {n + 1:02d}" for n in rng.integers(0, ACADEMIES, size=schools)],
            "ouverture": "",
            "fermeture": "",
        }
    )[COLUMNS]


def national_responses(one: Responses, frame: pd.DataFrame, *, seed: int = SEED) -> Responses:
    """Answers of the schools of a frame, drawn among those of the wave `one`.

    A school answers as one of its type and secteur did, or of its type where there is none; schools
    that do not answer are drawn too.
    """
    rng = np.random.default_rng([seed, len(frame), 1])
    frame = frame.assign(voie=frame["type"].map(VOIES)).set_index("uai")
    frame = frame[["nom", "type", "voie", "secteur", "bassin"]]
    answering = frame[rng.random(len(frame)) < ANSWERING]
    like = one.schools
    chosen = np.empty(len(answering), dtype=int)
    for kind, sector in MIX:
        rows = np.flatnonzero((answering["type"] == kind) & (answering["secteur"] == sector))
        pool = np.flatnonzero((like["type"] == kind) & (like["secteur"] == sector))
        if not len(pool):
            pool = np.flatnonzero(like["type"] == kind)
        chosen[rows] = rng.choice(pool, size=len(rows))
    return replace(
        one,
        answers=one.answers.iloc[chosen].set_axis(answering.index),
        shown=one.shown.iloc[chosen].set_axis(answering.index),
        frame=frame,
    )


def main(arguments: list[str] | None = None) -> int:
    """Write the frame and the answers; the exit code."""
    from bilan.project.current_builds import require_current
    from bilan.project.paths import RESPONSES, SAMPLING_FRAME, built
    from bilan.responses.responses import read_responses
    from bilan.survey.codebook import asked_in
    from bilan.survey.sampling_frame import read_frame

    parser = argparse.ArgumentParser(prog="python -m tools.simulation.national")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--schools", type=int, default=SCHOOLS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    require_current(path := built("2014", RESPONSES), wave="2014")
    one = read_responses(
        path,
        wave="2014",
        questions=tuple(q for q in asked_in("2014") if q.type in "LMNY"),
        frame=read_frame(SAMPLING_FRAME, "2014"),
    )
    frame = national_frame(options.schools, seed=options.seed)
    answers = national_responses(one, frame, seed=options.seed)
    options.folder.mkdir(parents=True, exist_ok=True)
    frame.to_csv(options.folder / "base_eple.csv", index=False, lineterminator="\n")
    text = write_responses(answers)
    (options.folder / RESPONSES).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
