"""What the arguments of a command mean."""

import argparse
import datetime as dt

import pytest

from bilan.running.arguments import day
from bilan.running.cli import command_parser


def test_a_day() -> None:
    assert day("2015-06-30") == dt.date(2015, 6, 30)


@pytest.mark.parametrize(
    "text", ["", "hier", "2015-02-30", "30/06/2015", "2015-6-31", "2015-06-30T10:00", "20150630 x"]
)
def test_a_day_that_is_none(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="no day written YYYY-MM-DD"):
        day(text)


def test_the_command_refuses_a_day_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command_parser().parse_args(["visa", "--section", "x", "--by", "y", "--on", "2015-02-30"])
    assert ended.value.code == 2
    assert "'2015-02-30' is no day written YYYY-MM-DD" in capsys.readouterr().err
