"""The page rests on what is current: data or code that change under it are followed or told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bilan.project.errors import BilanError, DataError
from bilan.review.preview import renewing
from bilan.review.preview import state as module
from bilan.review.preview.renewing import renew
from bilan.review.preview.state import OLDER, PreviewState

pytestmark = pytest.mark.slow


class Renewal:
    """What is asked to be made anew, and the error that a test has it raise."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.error: BilanError | None = None
        self.does: Callable[[], object] = lambda: None

    def __call__(self, wave: str) -> None:
        self.asked.append(wave)
        if self.error is not None:
            raise self.error
        self.does()


@pytest.fixture
def renewal() -> Renewal:
    return Renewal()


@pytest.fixture
def followed(
    project: Path, check, renewal: Renewal, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PreviewState]:
    monkeypatch.setattr(module, "CODE_PERIOD", 0.0)
    (project / "data" / "2014").mkdir(parents=True, exist_ok=True)
    (project / "bilan" / "estimates.py").write_text("VALUE = 1\n")
    made = PreviewState(
        "2014", project=project, build=project / "_build", check=check, renew=renewal
    )
    assert made.look()
    yield made
    made.close()


def test_a_text_alone_asks_for_nothing(
    followed: PreviewState, renewal: Renewal, chapter: Path
) -> None:
    chapter.write_text(chapter.read_text() + "\nEncore.\n")
    assert followed.look()
    assert "Encore." in followed.page.html.decode()
    assert renewal.asked == []


@pytest.mark.parametrize("name", ["data/2014/enquete.sav", "data/codebook.yml", "requirements.txt"])
def test_data_and_environment_have_it_made_anew_before_the_page(
    followed: PreviewState, renewal: Renewal, project: Path, chapter: Path, name: str
) -> None:
    text = chapter.read_text()
    renewal.does = lambda: chapter.write_text(text + "\nFait après.\n")
    (project / name).write_text("autre")
    assert followed.look()
    assert renewal.asked == ["2014"]
    assert "Fait après." in followed.page.html.decode()
    assert not followed.look()  # what the renewal itself wrote is no news


def test_code_of_the_steps_has_it_made_anew(
    followed: PreviewState, renewal: Renewal, project: Path
) -> None:
    (project / "bilan" / "estimates.py").write_text("VALUE = 22\n")
    assert followed.look()
    assert renewal.asked == ["2014"]
    assert followed.page.composed


def test_a_renewal_that_fails_takes_the_page_s_place_until_it_passes(
    followed: PreviewState, renewal: Renewal, project: Path, chapter: Path
) -> None:
    renewal.error = DataError("data/2014/enquete.sav is not the file that was pinned")
    (project / "data" / "2014" / "enquete.sav").write_text("autre")
    assert followed.look()
    assert not followed.page.composed
    assert "is not the file that was pinned" in followed.page.html.decode()
    chapter.write_text(chapter.read_text() + "\nEncore.\n")
    assert followed.look()
    assert not followed.page.composed
    renewal.error = None
    (project / "data" / "2014" / "enquete.sav").write_text("encore autre")
    assert followed.look()
    assert followed.page.composed


def test_code_that_this_process_holds_asks_for_a_new_start(
    followed: PreviewState, project: Path
) -> None:
    followed.loaded = {str(project / "bilan" / "estimates.py")}
    (project / "bilan" / "estimates.py").write_text("VALUE = 22\n")
    assert followed.look()
    assert OLDER.split("\u00a0")[0] in followed.page.html.decode()
    (project / "data" / "codebook.yml").write_text("autre")
    assert followed.look()
    assert not followed.page.composed


def test_a_renewal_is_the_pipeline_s_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(renewing, "COMMAND", ("-c", "import sys; print(sys.argv[1:])"))
    renew("2015")
    said = "made now: a\nerror: b is wrong\n  next: c\n"
    code = f"import sys; sys.stderr.write({said!r}); sys.exit(3)"
    monkeypatch.setattr(renewing, "COMMAND", ("-c", code))
    with pytest.raises(BilanError) as refused:
        renew("2015")
    assert str(refused.value) == "b is wrong\n  next: c"
    assert capsys.readouterr().err == "made now: a\n"
