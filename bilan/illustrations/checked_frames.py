"""What a picture may be made from. Pictures show the rows of a frame in the order of the frame."""

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


def highest_first(shares: pd.DataFrame, *, last: Collection[str] = ()) -> pd.DataFrame:
    """The rows with the highest share first, and those of the options in `last` at the end.

    Equal shares keep their order. Options without a base have no share: they come after those that
    have one. A name in `last` that the frame does not have is passed over: a wave may not have it.
    """
    at_end = shares["option"].isin(list(last)) if len(last) else False
    order = shares.assign(at_end=at_end, falling=-shares["share"])
    order = order.sort_values(["at_end", "falling"], kind="stable")
    return order.drop(columns=["at_end", "falling"]).reset_index(drop=True)


def strongest_first(shares: pd.DataFrame, *, alpha: float) -> pd.DataFrame:
    """The rows of shares by group with the strongest significant link first.

    Then come the options without a significant link, strongest first, then those not tested.
    """
    if shares.empty:
        return shares
    tests = tests_of(shares, alpha=alpha)
    tests["tested"] = tests["p_adjusted"].notna()
    tests = tests.sort_values(
        ["significant", "tested", "cramers_v"], ascending=False, kind="stable"
    )
    rank = {label: place for place, label in enumerate(tests["label"])}
    order = shares.assign(rank=shares["label"].map(rank)).sort_values("rank", kind="stable")
    return order.drop(columns="rank").reset_index(drop=True)


def largest_first(changes: pd.DataFrame) -> pd.DataFrame:
    """The rows of changes with the highest difference first; what cannot be compared comes last."""
    if changes.empty:
        return changes
    order = with_differences(changes).sort_values(
        "difference", ascending=False, kind="stable", na_position="last"
    )
    return order.reset_index(drop=True)


def checked_bars(shares: pd.DataFrame) -> pd.DataFrame:
    """Rows of label, share, numerator, base, as a picture of shares takes them.

    Raises
    ------
    DataError
        Where a column is missing, or a share is none or suppressed.
    """
    what = "A picture of shares"
    required(shares, ["label", "share", "numerator", "base"], what=what)
    if "suppressed" in shares and (hidden := shares["suppressed"].eq(True)).any():
        raise DataError(
            what,
            expected="shares that may be shown",
            found="suppressed: " + listed(list(shares["label"][hidden])),
            next_step="leave these rows out, or take a larger base",
        )
    asked = shares[shares["base"] > 0]
    checked_shares(asked["share"], asked["label"], what=what)
    return pd.DataFrame(shares).reset_index(drop=True)


def tests_of(shares: pd.DataFrame, *, alpha: float) -> pd.DataFrame:
    """Rows of label, cramers_v, p_adjusted, significant: one for each option, in their order.

    Raises
    ------
    DataError
        Where a column is missing, a share is none, a cell stands twice, or the rows of an option
        do not agree on its test.
    """
    what = "A picture of an association"
    columns = ["label", "cramers_v", "p_adjusted"]
    required(shares, ["label", "group", "share", "base", "suppressed", *columns[1:]], what=what)
    if shares.duplicated(["label", "group"]).any():
        raise DataError(what, expected="one row per label and group", found="several")
    shown = shares[~shares["suppressed"] & shares["share"].notna()]
    checked_shares(shown["share"], shown["label"], what=what)
    tests = pd.DataFrame(shares[columns]).drop_duplicates()
    if tests["label"].duplicated().any():
        raise DataError(what, expected="one test per label", found="several")
    significant = [is_significant(p, alpha) for p in tests["p_adjusted"]]
    return tests.assign(significant=significant).reset_index(drop=True)


def with_differences(changes: pd.DataFrame) -> pd.DataFrame:
    """Rows of label, before, after, verdict, with their difference; none where it is broken.

    One of the two shares may be missing where nothing is compared.

    Raises
    ------
    DataError
        Where a column is missing, a verdict is unknown, or a share is none.
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
    return changes.assign(difference=difference).reset_index(drop=True)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows, each as a mapping from column to value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
