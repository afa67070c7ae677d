"""An illustration as it is published: picture, table, download and texts, all from one frame."""

import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from bilan.estimation.study import Study
from bilan.illustrations.drawn import shows
from bilan.illustrations.facts import Facts, facts_of
from bilan.illustrations.writing import write_figure
from bilan.project.computed import Shown
from bilan.project.csv_files import csv_text
from bilan.project.errors import DataError, UsageError
from bilan.project.files import replace_text
from bilan.project.paths import FIGURES, ILLUSTRATIONS, shown
from bilan.project.publishable import Bundle, marked
from bilan.survey.illustration_specs import Illustration
from bilan.survey.modalities import GROUPINGS

PLOTS = {"shares": "plot_shares", "association": "plot_association", "evolution": "plot_changes"}


@dataclass(frozen=True)
class Drawn:
    """An illustration as a notebook shows it: the picture, and its Lecture in words."""

    facts: Facts
    picture: bytes
    shown: Shown

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        picture = b64encode(self.picture).decode("ascii")
        return marked({"image/png": picture, "text/plain": repr(self)}, self.shown)

    def __repr__(self) -> str:
        return f"{self.facts.alt}\n{self.facts.reading}"


def illustrate(
    stated: Illustration,
    figure: Figure | None,
    frame: pd.DataFrame,
    study: Study,
    *,
    shown: Shown,
    folder: Path | None = None,
) -> Drawn | None:
    """Write the files of an illustration, all from this frame; None for a table alone.

    Raises
    ------
    UsageError
        The frame or the figure is not what data/illustrations.yml states.
    DataError
        The figure was drawn from another frame.
    """
    _require_stated(stated, frame)
    _require_figure(stated, figure, frame)
    facts, values = facts_of(stated, frame, study)
    target = (folder or FIGURES / study.wave.name) / stated.id
    png = None
    if figure is not None:
        _, png = write_figure(figure, target, epoch=study.wave.epoch)
    table = csv_text(list(values.columns), values.itertuples(index=False))
    replace_text(target.with_suffix(".csv"), table)
    text = json.dumps(asdict(facts), ensure_ascii=False, indent=1)
    replace_text(target.with_suffix(".json"), text + "\n")
    return None if png is None else Drawn(facts, png.read_bytes(), shown)


def _require_stated(stated: Illustration, frame: pd.DataFrame) -> None:
    """Refuse a frame of another kind, question or crossing than the file states."""
    found = {
        "kind": _kind(frame, stated),
        "question": ", ".join(dict.fromkeys(frame["question"])) if "question" in frame else "",
        "by": ", ".join(d for d in dict.fromkeys(frame.get("domain", [])) if d in GROUPINGS),
    }
    wanted = {"kind": stated.kind, "question": stated.question, "by": stated.by}
    for name, content in found.items():
        if content != wanted[name]:
            raise UsageError(
                f"illustration `{stated.id}`: the frame's {name} is `{content}`",
                expected=f"`{wanted[name]}`, as {shown(ILLUSTRATIONS)} states it",
                next_step="mend one of the two",
            )
    if frame.empty:
        raise UsageError(f"illustration `{stated.id}`", expected="a frame with rows", found="none")
    if stated.kind == "shares" and frame["label"].duplicated().any():
        raise UsageError(
            f"illustration `{stated.id}`", expected="one row per option", found="several",
            next_step="keep the rows of one category, or state the kind `association`",
        )  # fmt: skip


def _kind(frame: pd.DataFrame, stated: Illustration) -> str:
    if "verdict" in frame.columns:
        return "evolution"
    if "cramers_v" not in frame.columns or stated.kind == "shares":
        return "shares"
    return "table" if stated.kind == "table" else "association"


def _require_figure(stated: Illustration, figure: Figure | None, frame: pd.DataFrame) -> None:
    """Refuse a figure that was not drawn from the frame that is published with it."""
    if (figure is None) != (stated.kind == "table"):
        wanted = "no figure (None)" if stated.kind == "table" else f"one of {PLOTS[stated.kind]}"
        raise UsageError(f"illustration `{stated.id}`", expected=wanted)
    if figure is not None and not shows(figure, frame):
        raise DataError(
            f"illustration `{stated.id}`: the figure does not show this frame",
            expected=f"`{PLOTS[stated.kind]}` of the frame that is published",
            next_step="draw it again, after the last change of the frame",
        )
