"""Illustrations of a wave as notebooks draw them, in the usual order, of any study."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from bilan.estimation.study import Study
from bilan.illustrations.notebook import (
    NotebookStudy,
    highest_first,
    largest_first,
    plot_association,
    plot_changes,
    plot_shares,
    strongest_first,
)
from bilan.survey.illustration_specs import Illustration


def publish_usual(stated: Illustration, study: Study, folder: Path) -> object:
    """What a notebook shows of an illustration that it publishes, written to a folder."""
    opened = NotebookStudy(study)
    figure: Figure | None
    frame: pd.DataFrame
    if stated.kind == "evolution":
        frame = largest_first(opened.changes(*_percentages(study)))
        figure = plot_changes(frame, waves=opened.waves)
    elif stated.kind == "shares":
        frame = highest_first(opened.shares(stated.question))
        figure = plot_shares(frame)
    else:
        frame = opened.crossed(stated.question, by=stated.by)
        frame = strongest_first(frame, alpha=opened.alpha)
        figure = plot_association(frame, alpha=opened.alpha) if stated.kind != "table" else None
    return opened.publish(stated.id, figure, frame, folder=folder)


def _percentages(study: Study) -> list[str]:
    return [i.id for i in study.indicators if i.kind == "share" and i.base == "all"][:12]
