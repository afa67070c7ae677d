"""What a notebook works with: a wave's answers, and frames that it may order, filter and publish.

    study = open_study(wave)
    instance = highest_first(study.shares("instance"))
    study.show(instance)
    study.publish("instance", plot_shares(instance), instance)

Each number is computed from the answers when its cell runs. The study remembers the cell: that is
where a reader who asks of a number "where from?" is led to.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from bilan.disclosure.crossed_tables import DOMAIN, declared
from bilan.disclosure.own_base import OWN_BASE, shares_within
from bilan.disclosure.paired_answers import paired_counts, paired_table
from bilan.estimation import study as studies
from bilan.estimation.answer_shares import answer_shares, indicator_values
from bilan.estimation.study import Study
from bilan.illustrations import notebook_tables as tables
from bilan.illustrations.checked_frames import highest_first as highest_first
from bilan.illustrations.checked_frames import largest_first as largest_first
from bilan.illustrations.checked_frames import strongest_first as strongest_first
from bilan.illustrations.draw import Drawn, illustrate
from bilan.illustrations.notebook_frames import (
    CHANGES,
    CROSSED,
    SHARES,
    changes_frame,
    crossed_frame,
    values_of,
)
from bilan.illustrations.plot_association import plot_association as plot_association
from bilan.illustrations.plot_changes import plot_changes as plot_changes
from bilan.illustrations.plot_shares import plot_shares as plot_shares
from bilan.project.computed import Shown
from bilan.project.errors import DataError
from bilan.project.ledger import Ledger
from bilan.project.publishable import PublishedTable, PublishedText
from bilan.responses.responses import Responses
from bilan.survey.codebook import read_codebook
from bilan.survey.conditions import Condition
from bilan.survey.illustration_specs import absent, illustrations_of
from bilan.survey.indicators import Indicator, indicator_of, indicators_in
from bilan.survey.modalities import GROUPINGS
from bilan.survey.wave import Wave

NO_WAVE_BEFORE = "Cette enquête n’en a pas avant elle à laquelle se comparer."
NOT_ASKED = "La question n’est pas posée en {}."


class NotebookStudy:
    """A wave as a notebook opens it, and what its cells have computed so far."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._ledger = Ledger()

    def __repr__(self) -> str:
        asked, answered = len(self.responses.frame), len(self.responses.answers)
        return f"<study of {self.wave.name}: {answered} of {asked} EPLE answered>"

    @property
    def wave(self) -> Wave:
        """The wave: its dates, its settings."""
        return self._study.wave

    @property
    def responses(self) -> Responses:
        """The answers, a row a school: to look at and compute with, not to be published."""
        return self._study.responses

    @property
    def alpha(self) -> float:
        """The level of significance of the wave."""
        return self.wave.stated.alpha

    @property
    def waves(self) -> tuple[str, str]:
        """Names of the wave before ("" for the first) and of this one."""
        return (self.wave.stated.previous or "", self.wave.name)

    def base(self, *questions: str) -> PublishedTable:
        """Who was asked, was shown and answered each question."""
        for name in questions:
            self._require_known(name)
        return tables.base_table(questions, self.responses)

    def participation(self) -> PublishedTable:
        """Schools asked and schools that answered, by type, secteur and bassin."""
        return tables.participation_table(self.responses)

    def set_aside(self) -> PublishedTable:
        """Rows of the export that do not count, with how many for each reason."""
        return tables.set_aside_table(self.wave)

    def item_response(self) -> PublishedTable:
        """For each question: to how many respondents it was shown, how many answered it."""
        return tables.item_table(self.responses)

    def indicators(self, *names: str) -> PublishedTable:
        """Indicators by their definition: count out of base, value, bounds; a row each."""
        stated = [self._indicator(name) for name in names]
        values = indicator_values(self.responses, [i for i in stated if i.id in self._known])
        shown = self._ledger.shown(self._ledger.enter_values(values))
        return tables.indicator_table(stated, values, wave=self.wave.name, shown=shown)

    def targets(self) -> PublishedTable:
        """The indicators that have a target: value in this wave, target."""
        followed = [i for i in self._known.values() if i.target is not None]
        values = indicator_values(self.responses, followed)
        shown = self._ledger.shown(self._ledger.enter_values(values))
        return tables.target_table(followed, values, shown=shown)

    def shares(
        self,
        question: str,
        *,
        base: Condition | None = None,
        base_label: str = "",
        together: Mapping[str, Collection[str]] | None = None,
    ) -> pd.DataFrame:
        """Shares of the options of a question, in the order of the questionnaire.

        Columns question, option, label, domain, category, numerator, base, share, lower, upper.

        Parameters
        ----------
        base
            An answer that leads into the base, such as {"instance": "comite"}; without it the
            base is that of the codebook. What would tell on a school is then `suppressed`.
        base_label
            That base in French, in the plural: "EPLE qui ont un comité".
        together
            Options to count as one: label → names of options.
        """
        self._require_known(question)
        if not self._asks(question):
            return pd.DataFrame(columns=list(SHARES))
        asked = self.responses.question(question)
        if base is None:
            table = answer_shares(self.responses, asked, together=together)
        elif not base_label:
            raise DataError("a base of one's own", expected="base_label, which says it in French")
        else:
            table = shares_within(
                self.responses,
                asked,
                base=base,
                label=base_label,
                threshold=self.wave.stated.thresholds.disclosure,
                together=together,
            )
        return self._enter(table)

    def crossed(self, question: str, *, by: str = DOMAIN) -> pd.DataFrame:
        """Shares of the options of a question by group of EPLE, and the test of each option.

        `by` is voie (the type of EPLE, LP and SEP together), secteur or bassin. Columns as those of
        `shares`, then group (the category in French), suppressed, cramers_v and p_adjusted, the
        same in all rows of an option. Where a row is suppressed it has no number but its base.
        """
        self._require_known(question)
        if by not in GROUPINGS:
            raise DataError(f"crossed by `{by}`", expected=f"one of {', '.join(GROUPINGS)}")
        if not self._asks(question):
            return pd.DataFrame(columns=list(CROSSED))
        return self._enter(crossed_frame(question, self._study, by=by))

    def changes(self, *names: str) -> pd.DataFrame:
        """Indicators in the wave before and in this one, with the verdict on their change.

        All indicators of the wave, or those named, in that order; no row for a first wave. Values
        are computed from the answers. The tests are those of the wave's comparison, which adjusts
        them together, chapter by chapter.
        """
        before, compared = self._study.previous, self._study.evolution
        wanted = [self._indicator(name) for name in names] or list(self._known.values())
        if before is None or compared is None:
            return pd.DataFrame(columns=list(CHANGES))
        table, values = changes_frame([i.id for i in wanted], compared, before, self._study)
        self._ledger.enter_values(values)
        return self._enter(table)

    def pairs(self, name: str) -> pd.DataFrame:
        """Schools that answered both waves, by their answer in each: the table of McNemar's test.

        To look at: what of it may be published is `pairs_table`.
        """
        before = self._study.previous
        if before is None:
            raise DataError(f"wave {self.wave.name}", expected="a wave before it", found="none")
        return paired_counts(self._indicator(name), before, self._study)

    def pairs_table(self, *names: str) -> PublishedTable | PublishedText:
        """The tables of McNemar's test, a row for each indicator, suppressed where they must be."""
        if self._study.previous is None:
            return PublishedText(NO_WAVE_BEFORE)
        stated = [self._indicator(name) for name in names]
        return paired_table(stated, self._study.previous, self._study)

    def show(self, frame: pd.DataFrame) -> PublishedTable | PublishedText | pd.DataFrame:
        """A frame of this study as readers see it, in the order and with the rows that it has.

        A crossing that data/illustrations.yml does not state comes back as it is: it can be looked
        at, but it is not published.
        """
        self._ledger.require(frame)
        shown = self._shown(frame)
        if "verdict" in frame.columns:
            if frame.empty:
                return PublishedText(NO_WAVE_BEFORE)
            return tables.changes_table(
                frame, self._known, waves=self.waves, alpha=self.alpha, shown=shown
            )
        if frame.empty:
            return PublishedText(NOT_ASKED.format(self.wave.name))
        if "cramers_v" not in frame.columns:
            return tables.shares_table(frame, shown=shown)
        if not self._is_declared(frame):
            return frame
        return tables.crossed_table(frame, alpha=self.alpha, shown=shown)

    def publish(
        self,
        name: str,
        figure: Figure | None,
        frame: pd.DataFrame,
        *,
        folder: Path | None = None,
    ) -> Drawn | PublishedTable | PublishedText:
        """Write an illustration into `figures/<wave>/`: all of it is made from this frame.

        Files: `<name>.svg`, `.png`, `.csv` and `.json` (Lecture, alternative text, Champ, table);
        of a table, which has no figure (None), the last two. `folder` takes the place of theirs.

        Raises
        ------
        UsageError
            data/illustrations.yml has no such illustration.
        DataError
            The frame holds what this study did not compute or may not publish, or the figure was
            drawn from another one.
        """
        if why := absent(self.wave).get(name):
            return PublishedText(why)
        stated = illustrations_of(self.wave)[name]
        self._ledger.require(frame)
        shown = self._shown(frame, illustration=name)
        drawn = illustrate(stated, figure, frame, self._study, shown=shown, folder=folder)
        if drawn is not None:
            return drawn
        return tables.crossed_table(frame, alpha=self.alpha, shown=shown)

    @cached_property
    def _known(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in indicators_in(self.wave.name)}

    def _indicator(self, name: str) -> Indicator:
        return self._known.get(name) or indicator_of(name, self.wave.name)

    def _asks(self, question: str) -> bool:
        return question in {known.id for known in self.responses.questions}

    def _require_known(self, question: str) -> None:
        if not self._asks(question) and question not in {q.id for q in read_codebook()}:
            raise DataError(f"there is no question `{question}`", next_step="mend its name")

    def _is_declared(self, frame: pd.DataFrame) -> bool:
        return set(zip(frame["question"], frame["domain"], strict=True)) <= {*declared(self._study)}

    def _enter(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame, entered with the indicators that its rows are."""
        self._ledger.enter(frame)
        if "option" in frame.columns:
            self._ledger.enter_values(values_of(frame, self._study))
        return frame

    def _shown(self, frame: pd.DataFrame, *, illustration: str = "") -> Shown:
        """What an output that is made of the frame shows, each with the cell that computed it."""
        if "verdict" in frame.columns:
            before = self.waves[0]
            named = [f"{n}{at}" for n in frame["indicator"] for at in ("", f"@{before}")]
            values = {n: self._ledger.values[n] for n in named if n in self._ledger.values}
            return self._ledger.shown(values, compares=True, illustration=illustration)
        values = {}
        if "option" in frame.columns and not frame.empty and OWN_BASE not in set(frame["domain"]):
            named = list(values_of(frame, self._study).index)
            values = {name: self._ledger.values[name] for name in named}
        return self._ledger.shown(values, illustration=illustration)


def open_study(name: str | int) -> NotebookStudy:
    """The study of a wave, for the cells of a notebook (see `bilan.estimation.study`)."""
    return NotebookStudy(studies.open_study(name))
