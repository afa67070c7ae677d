"""The same figure gives the same bytes, whole or not at all."""

import hashlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from bilan.illustrations.plot_shares import plot_shares
from bilan.illustrations.writing import write_figure

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
EPOCH = int(datetime(2014, 6, 30, tzinfo=UTC).timestamp())

SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import pandas as pd
from bilan.illustrations.plot_association import plot_association
from bilan.illustrations.plot_shares import plot_shares
from bilan.illustrations.plot_changes import plot_changes
from bilan.illustrations.writing import write_figure

shares = pd.DataFrame({"label": ["a", "b"], "share": [.25, .5], "numerator": [1, 2], "base": 4})
cells = pd.DataFrame({"label": "a", "group": ["CLG", "LP"], "share": [.2, .7], "base": 9,
                      "suppressed": [False, True], "cramers_v": .4, "p_adjusted": .01})
changes = pd.DataFrame({"label": ["a"], "before": [.2], "after": [.4], "verdict": ["progresse"]})
figures = (plot_shares(shares), plot_association(cells, alpha=0.05),
           plot_changes(changes, waves=("2014", "2015")))
for i, figure in enumerate(figures):
    write_figure(figure, Path(sys.argv[2]) / str(i), epoch=1404086400)
"""


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_two_processes_in_two_places_write_the_same_bytes(tmp_path):
    made = []
    for name, seed in (("one", "1"), ("another place", "2")):
        place = tmp_path / name
        place.mkdir()
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(ROOT), str(place / "out")],
            cwd=place,
            check=True,
            env={"PYTHONHASHSEED": seed, "HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path)},
        )
        made.append(digests(place / "out"))
    assert len(made[0]) == 6
    assert made[0] == made[1]


def test_the_files_are_the_picture_at_both_formats(tmp_path, shares):
    svg, png = write_figure(plot_shares(shares), tmp_path / "a.b" / "instance", epoch=EPOCH)
    assert sorted(path.name for path in (tmp_path / "a.b").iterdir()) == [
        "instance.png",
        "instance.svg",
    ]
    text = svg.read_text(encoding="utf-8")
    assert "<dc:date>2014-06-30</dc:date>" in text
    assert "Matplotlib" not in text
    assert str(tmp_path) not in text
    assert "<text" not in text
    with Image.open(png) as image:
        assert image.width == pytest.approx(16 / 2.54 * 200, abs=1)
        assert set(image.info) == {"dpi"}
    assert svg.stat().st_mode & 0o777 == 0o644


def test_without_epoch_there_is_no_date(tmp_path, shares):
    svg, _ = write_figure(plot_shares(shares), tmp_path / "x")
    assert "dc:date" not in svg.read_text(encoding="utf-8")


def test_a_label_cannot_leave_the_comment_that_quotes_it(tmp_path, shares):
    shares.loc[0, "label"] = "--><script>alert(1)</script>"
    svg, _ = write_figure(plot_shares(shares), tmp_path / "x")
    assert "<script" not in svg.read_text(encoding="utf-8")


def test_a_failure_leaves_what_was_there(tmp_path, shares, monkeypatch):
    figure = plot_shares(shares)
    write_figure(figure, tmp_path / "x", epoch=EPOCH)
    before = digests(tmp_path)

    def broken(stream, **_):
        stream.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(figure, "savefig", broken)
    with pytest.raises(OSError, match="disk full"):
        write_figure(figure, tmp_path / "x", epoch=EPOCH)
    assert digests(tmp_path) == before
