"""A tiny report that is followed, and its server on this machine."""

import http.client
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from assembly.reading import copy_project

from bilan.assembly.fonts import prepare_fonts
from bilan.prose.findings import Finding
from bilan.review.preview.server import PreviewServer
from bilan.review.preview.state import PreviewState

from .asking import Ask

CHAPTER = "report/2014/00-essentiel.qmd"


class Check:
    """A check whose findings a test decides."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def __call__(self, _: str) -> list[Finding]:
        """What it was told to find."""
        return self.found


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare_fonts(tmp_path_factory.mktemp("polices"))


@pytest.fixture
def project(tmp_path: Path, faces: Path) -> Path:
    folder = copy_project(tmp_path / "projet")
    shutil.copytree(faces, folder / "_build" / "polices")
    return folder


@pytest.fixture
def chapter(project: Path) -> Path:
    return project / CHAPTER


@pytest.fixture
def check() -> Check:
    return Check()


@pytest.fixture
def state(project: Path, check: Check) -> Iterator[PreviewState]:
    made = PreviewState("2014", project=project, build=project / "_build", check=check)
    made.look()
    yield made
    made.close()


@pytest.fixture
def server(state: PreviewState) -> Iterator[PreviewServer]:
    made = PreviewServer(state)
    threads = [
        threading.Thread(target=made.serve_forever, args=(0.05,)),
        threading.Thread(target=state.follow, args=(lambda _: None,)),
    ]
    for thread in threads:
        thread.start()
    yield made
    state.close()
    made.shutdown()
    made.server_close()
    for thread in threads:
        thread.join(timeout=10)
        assert not thread.is_alive()


@pytest.fixture
def ask(server: PreviewServer) -> Ask:
    """Status, headers and content of the answer to a request, its path sent as it is."""

    def call(
        path: str = "/", *, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection(*server.server_address[:2], timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host="Host" in named, skip_accept_encoding=True)
        for name, value in named.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        content = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), content

    return call
