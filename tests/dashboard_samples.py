"""Two waves of a dashboard: its indicators, and what each wave found."""

import datetime as dt
from pathlib import Path

import pandas as pd
from group_samples import estimates
from progress_samples import indicator

from bilan.estimation.progress import Before
from bilan.survey.wave import Fieldwork, Input, Wave, WaveFile


def wave(name="2015", previous="2014", **more):
    stated = WaveFile(
        wave=name,
        title="Essai",
        fieldwork=Fieldwork(dt.date(2015, 4, 27), dt.date(2015, 5, 22)),
        publication=dt.date(2015, 6, 30),
        simulated=True,
        export=Input("e.sav", ""),
        sampling_frame=Input("f.csv", ""),
        previous=previous,
        **more,
    )
    return Wave(stated, Path())


def table(have, bases, *, name="a", low=0.4, high=0.6):
    return estimates(have, bases, name=name).assign(lower=low, upper=high)


NOW = pd.concat(
    [
        table([36, 10, 12], [79, 22, 24], name="a"),
        table([30, 10, 4], [79, 22, 24], name="b"),
        table([40, 12, 13], [79, 22, 24], name="c"),
    ]
)

INDICATORS = [
    indicator("a", label="Lettre de mission", target=0.75),
    indicator(
        "b",
        label="Maintenance : coordonnateur",
        progress="down",
        target=0.5,
        chapter="1.3",
        numerator={"r": "Y"},
    ),
    indicator(
        "c", label="Autre sujet", numerator={"s": "Y"}, base={"q": "Y"}, base_label="EPLE concernés"
    ),
]

BEFORE = Before(
    "2014",
    pd.concat([table([16, 6, 9], [77, 21, 24], name=n) for n in "abc"]),
    pd.DataFrame(
        {
            "id": list("abc"),
            "verdict": ["progresse", "recule", "non comparable"],
            "smallest": [float("nan")] * 3,
        }
    ),
)
