"""What a picture may be made from, and in which order it shows it."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from bilan.french.verdicts import NOT_COMPARABLE, verdict_words
from bilan.project.errors import DataError, listed
from bilan.survey.significance import is_significant


def required(frame: pd.DataFrame, columns: Sequence[str], *, what: str) -> None:
    """Nothing, where the frame has a row and these columns.

    Raises
    ------
    DataError
        Where a column or every row is missing.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise DataError(what, expected=f"columns {', '.join(columns)}", found=listed(missing))
    if frame.empty:
        raise DataError(what, expected="at least one row", found="none")


def checked_shares(values: pd.Series, labels: pd.Series, *, what: str) -> None:
    """Nothing, where each value is a share between 0 and 1.

    Raises
    ------
    DataError
        With the labels of the rows where it is not.
    """
    wrong = ~values.between(0, 1)
    if wrong.any():
        raise DataError(
            what,
            expected="shares between 0 and 1",
            found=listed(
                [
                    f"{label}: {value}"
                    for label, value in zip(labels[wrong], values[wrong], strict=True)
                ]
            ),
            next_step="divide percentages by 100; leave out rows without a value",
        )


def known(labels: Collection[str], among: pd.Series, *, what: str) -> None:
    """Nothing, where each of the labels is one of the frame's.

    Raises
    ------
    DataError
        With those that are not.
    """
    strangers = sorted(set(labels) - set(among))
    if strangers:
        raise DataError(what, expected=listed(list(among)), found=listed(strangers))


def ordered_shares(shares: pd.DataFrame, *, last: Collection[str] = ()) -> pd.DataFrame:
    """Rows of label, share, numerator, base: highest share first, `last` at the end.

    Equal shares keep the order of the questionnaire. Options without a base have no share, and
    come after those that have one.
    """
    required(shares, ["label", "share", "numerator", "base"], what="A picture of shares")
    asked = shares[shares["base"] > 0]
    checked_shares(asked["share"], asked["label"], what="A picture of shares")
    known(last, shares["label"], what="Labels to be shown last")
    at_end = shares["label"].isin(list(last))
    order = shares.assign(at_end=at_end, falling=-shares["share"])
    order = order.sort_values(["at_end", "falling"], kind="stable")
    return order.drop(columns=["at_end", "falling"]).reset_index(drop=True)


def ordered_tests(shares: pd.DataFrame, tests: pd.DataFrame, *, alpha: float) -> pd.DataFrame:
    """Rows of label, cramers_v, p_adjusted, significant: strongest significant link first.

    Then those without a significant link, strongest first, then those that were not tested.
    """
    what = "A picture of an association"
    required(shares, ["label", "type", "share", "base", "suppressed"], what=what)
    required(tests, ["label", "cramers_v", "p_adjusted"], what=what)
    labels = pd.DataFrame({"label": shares["label"].drop_duplicates()})
    known(tests["label"], labels["label"], what="Labels of the tests")
    if shares.duplicated(["label", "type"]).any() or tests["label"].duplicated().any():
        raise DataError(what, expected="one row per label and type", found="several")
    shown = shares[~shares["suppressed"] & shares["share"].notna()]
    checked_shares(shown["share"], shown["label"], what=what)
    order = labels.merge(tests, on="label", how="left")
    order["significant"] = [is_significant(p, alpha) for p in order["p_adjusted"]]
    order["tested"] = order["p_adjusted"].notna()
    order = order.sort_values(
        ["significant", "tested", "cramers_v"], ascending=False, kind="stable"
    )
    columns = ["label", "cramers_v", "p_adjusted", "significant"]
    return order[columns].reset_index(drop=True)


def ordered_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Rows of label, before, after, verdict, difference: highest difference first.

    What cannot be compared comes last, without a difference; one of its two shares may be
    missing.
    """
    what = "A picture of an evolution"
    required(changes, ["label", "before", "after", "verdict"], what=what)
    verdicts = verdict_words()
    strange = sorted(set(changes["verdict"]) - set(verdicts))
    if strange:
        raise DataError(
            what, expected=f"a verdict among {', '.join(verdicts)}", found=listed(strange)
        )
    apart = changes["verdict"] == NOT_COMPARABLE
    for column in ("before", "after"):
        given = changes[~apart | changes[column].notna()]
        checked_shares(given[column], given["label"], what=what)
    difference = (changes["after"] - changes["before"]).where(~apart)
    order = changes.assign(difference=difference).sort_values(
        "difference", ascending=False, kind="stable", na_position="last"
    )
    return order.reset_index(drop=True)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows, each as a mapping from column to value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
