"""A few kills and disturbances of a small build; the long campaigns are commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import add_built

from tests.adversarial.copies import Copy, copied
from tests.adversarial.disturbances import limited_file_size, need_changed
from tests.adversarial.kills import kill_builds

pytestmark = pytest.mark.slow

SMALL = ("illustrations", "--wave", "2014")


@pytest.fixture(scope="module")
def small(site: Path) -> Iterator[Copy]:
    """A copy of the project with one wave, and what was built of it."""
    with copied(("2014",)) as copy:
        add_built(site, copy.folder)
        yield copy


def test_a_limit_on_the_size_of_files_is_one_message() -> None:
    with copied(("2014",)) as copy:
        assert limited_file_size(copy, 60_000) == []


def test_kills_leave_nothing_half_made(small: Copy) -> None:
    code, output = small.run(*SMALL)
    assert code == 0, output
    found = kill_builds(small, times=3, seed=3, arguments=SMALL, say=lambda _: None)
    assert found.faults == []
    assert (found.killed, found.finished) == (3, 1)


def test_a_need_that_changes_while_it_is_read_is_refused(small: Copy) -> None:
    assert need_changed(small, "data/codebook.yml") == []
