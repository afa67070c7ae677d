"""The server of the preview: this machine alone, GET alone, no file; and it ends."""

import http.client
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bilan.project.errors import UsageError
from bilan.project.paths import ROOT
from bilan.review.preview import server as module
from bilan.review.preview.server import PreviewServer

from .asking import Ask

pytestmark = pytest.mark.slow


def until(answer, told: str, *, seconds: float = 20) -> str:
    """The page, once it holds a text."""
    end = time.monotonic() + seconds
    while told not in (page := answer()[2]):
        assert time.monotonic() < end, f"no « {told} » within {seconds} s"
        time.sleep(0.02)
    return page


def test_page_follows_a_save_an_error_and_its_mending(ask: Ask, chapter: Path) -> None:
    assert ask()[0] == 200
    before = chapter.read_text()
    chapter.write_text(before + "\nUne phrase toute neuve.\n")
    until(ask, "Une phrase toute neuve.")
    chapter.write_text(before + "\n{{< include absent.qmd >}}\n")
    page = until(ask, "Le texte ne peut pas être composé")
    assert "00-essentiel.qmd, ligne" in page
    chapter.write_text(before + "\nMendé.\n")
    assert "Le texte ne peut pas" not in until(ask, "Mendé.")


def test_stream_tells_of_each_new_page(server: PreviewServer, chapter: Path) -> None:
    connection = http.client.HTTPConnection(*server.server_address[:2], timeout=20)
    connection.request("GET", "/nouvelles")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type", "").startswith("text/event-stream")
    first = answer.readline()
    answer.readline()
    chapter.write_text(chapter.read_text() + "\nEncore.\n")
    second = answer.readline()
    connection.close()
    assert first.startswith(b"data: ")
    assert second.startswith(b"data: ")
    assert first != second


def test_it_listens_on_the_loopback_alone(server: PreviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "path",
    [
        "/../pipeline.py",
        "/%2e%2e/pipeline.py",
        "//etc/passwd",
        "/report/2014/bilan.qmd",
        "/?x",
        "/index.html",
    ],
)
def test_no_path_leads_to_a_file(ask: Ask, path: str) -> None:
    status, _, content = ask(path)
    assert status == 404
    assert "import" not in content
    assert "root:" not in content


def test_links_to_published_files_lead_to_them(ask: Ask, project: Path) -> None:
    data, before = (project / "_site" / wave / "donnees" for wave in ("2014", "2013"))
    for folder in (data, before):
        folder.mkdir(parents=True)
        (folder / "à lire.csv").write_text(f"indicateur\n{folder.parent.name}\n")
    status, headers, content = ask("/donnees/%C3%A0%20lire.csv")
    assert (status, content) == (200, "indicateur\n2014\n")
    assert headers["Content-Disposition"] == "attachment"
    assert headers["Content-Type"].startswith("text/csv")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert ask("/2013/donnees/%C3%A0%20lire.csv")[2] == "indicateur\n2013\n"
    (data.parent / "dictionnaire.html").write_text("<p>Questions</p>")
    status, headers, content = ask("/dictionnaire.html")
    assert (status, content) == (200, "<p>Questions</p>")
    assert "Content-Disposition" not in headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    status, _, content = ask("/donnees/absent.csv")
    assert status == 404
    assert "n’est pas publié" in content


def test_published_folder_leads_nowhere_else(ask: Ask, project: Path) -> None:
    data, outside = project / "_site" / "2014" / "donnees", project / "secret"
    data.mkdir(parents=True)
    outside.mkdir()
    (outside / "reponses.csv").write_text("secret")
    (data / "lien.csv").symlink_to(outside / "reponses.csv")
    (data / "dossier").symlink_to(outside)
    (data / "clef.pem").write_text("secret")
    for path in (
        "/donnees/lien.csv",
        "/donnees/dossier/reponses.csv",
        "/donnees/clef.pem",
        "/donnees/../../../secret/reponses.csv",
        "/2014/donnees/%2e%2e/%2e%2e/%2e%2e/secret/reponses.csv",
    ):
        status, _, content = ask(path)
        assert (path, status) == (path, 404)
        assert "secret" not in content


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "localhost:1", "evil.127.0.0.1", ""])
def test_other_names_of_this_machine_are_refused(ask: Ask, host: str) -> None:
    assert ask(Host=host)[0] == 403


def test_its_two_names_are_answered(ask: Ask, server: PreviewServer) -> None:
    assert [ask(Host=host)[0] for host in server.hosts] == [200, 200]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/nouvelles"])
def test_pages_from_elsewhere_are_refused(ask: Ask, headers: dict[str, str], path: str) -> None:
    status, answered, content = ask(path, **headers)
    assert status == 403
    assert "bilan" not in content
    assert not any(name.lower().startswith("access-control") for name in answered)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "BREW"])
def test_only_get_is_answered(ask: Ask, method: str) -> None:
    status, headers, _ = ask(method=method)
    assert status == 405
    assert headers["Allow"] == "GET"


def test_page_runs_nothing_but_its_own(ask: Ask) -> None:
    _, headers, content = ask()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert 'data-version="' in content


def test_taken_port_is_an_error_of_the_user(server: PreviewServer, monkeypatch) -> None:
    monkeypatch.setattr(module, "PreviewState", lambda _, **__: server.state)
    monkeypatch.setattr(server.state, "close", lambda: None)
    with pytest.raises(UsageError, match="cannot be used"):
        module.serve("2014", port=server.server_address[1])


def test_ctrl_c_ends_it_cleanly_and_nothing_is_written_but_in_build(project: Path) -> None:
    shutil.copytree(
        ROOT / "bilan",
        project / "bilan",
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    (project / "_build/polices/polices.css").touch()
    before = {p: p.stat().st_mtime_ns for p in project.rglob("*") if "_build" not in p.parts}
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)  # nohup and cron ignore it\n"
            "from bilan.review.preview.server import serve; serve('2014')",
        ],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        host = said.split("http://")[1].split("/")[0]
        stream = http.client.HTTPConnection(host, timeout=20)
        stream.request("GET", "/nouvelles")
        stream.getresponse().readline()  # a reader is there
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert "aperçu fini" in out
    after = {p: p.stat().st_mtime_ns for p in project.rglob("*") if "_build" not in p.parts}
    assert after == before


def test_a_reader_that_leaves_is_no_fault(
    server: PreviewServer, ask: Ask, capfd: pytest.CaptureFixture[str]
) -> None:
    for request in (b"GET / HTTP/1.1\r\nHost: %s\r\n\r\n", b"GET /nouv", b"\0\0\0"):
        for _ in range(20):
            with socket.create_connection(server.server_address[:2]) as connection:
                told = request % server.hosts[0].encode() if b"%s" in request else request
                connection.sendall(told)
                connection.setsockopt(  # closed at once, what is sent is thrown back
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
    assert ask()[0] == 200
    assert "Traceback" not in capfd.readouterr().err


def test_connections_are_limited_and_given_back(server: PreviewServer, ask: Ask) -> None:
    there = server.server_address[:2]
    for _ in range(2):
        held = [socket.create_connection(there) for _ in range(module.MOST + 10)]
        refused = [one for one in held[-10:] if _closed(one)]
        assert refused
        for one in held:
            one.close()
        end = time.monotonic() + 10
        while True:
            with suppress(OSError, http.client.HTTPException):
                assert ask()[0] == 200
                break
            assert time.monotonic() < end
            time.sleep(0.05)


def _closed(connection: socket.socket) -> bool:
    connection.settimeout(2)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True
