"""Where the time of a run went, in lines and as a picture."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bilan.running.dag import Run
from bilan.running.timings import picture, spans, timings_text, write_picture

RUN = Run(
    (("2014:pdf", "changed: a <b>", 3.0), ("2014:check", "first run", 1.0)),
    None,
    {"2014:check": 100.0, "2014:pdf": 101.0, "2014:failed": 99.0},
)
SVG = "{http://www.w3.org/2000/svg}"


def test_steps_are_placed_from_the_first_that_ran() -> None:
    assert [(s.name, s.start, s.seconds) for s in spans(RUN)] == [
        ("2014:check", 0.0, 1.0),
        ("2014:pdf", 1.0, 3.0),
    ]


def test_the_longest_comes_first_and_the_time_is_summed() -> None:
    assert timings_text(RUN).splitlines() == [
        f"2014:pdf                   3.00 s  |{' ' * 10}{'█' * 30}|",
        f"2014:check                 1.00 s  |{'█' * 10}{' ' * 30}|",
        "2 steps, 4.00 s of work in 4.00 s: 1.0 at a time",
    ]


def test_a_run_that_made_nothing() -> None:
    assert timings_text(Run((), None)) == "no step ran"
    assert ElementTree.fromstring(picture(Run((), None))).find(f"{SVG}title") is not None


def test_the_picture_has_a_bar_for_each_step_where_it_ran() -> None:
    root = ElementTree.fromstring(picture(RUN))
    bars = [bar for group in root.iter(f"{SVG}g") for bar in group.iter(f"{SVG}rect")]
    places = [(float(bar.get("x", "")), float(bar.get("width", ""))) for bar in bars]
    assert places == [(190.0, 160.0), (350.0, 480.0)]
    assert [group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g")] == [
        "2014:check: first run",
        "2014:pdf: changed: a <b>",
    ]


@pytest.mark.parametrize("seconds", [0.0, 0.004, 5000.0])
def test_any_length_fits(seconds: float) -> None:
    run = Run((("a", "first run", seconds),), None, {"a": 3.0})
    ElementTree.fromstring(picture(run))
    assert timings_text(run).startswith("a ")


def test_the_picture_is_written_and_named(tmp_path: Path) -> None:
    said = write_picture(RUN, tmp_path / "durees.svg")
    assert said.endswith("durees.svg")
    assert (tmp_path / "durees.svg").read_text(encoding="utf-8") == picture(RUN)
