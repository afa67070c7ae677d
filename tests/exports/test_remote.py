"""Fetching an export, against a server on this machine that speaks RemoteControl's JSON-RPC."""

import base64
import gzip
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from database import database
from writers import columns_of, write_csv

from bilan.exports.remote import fetch_export
from bilan.project.errors import BilanError, DataError, UsageError
from bilan.survey.codebook import asked_in

PASSWORD = "mot de passe secret"
KEY = "clef-de-session"
EXPORT = write_csv(columns_of(asked_in("2014")), database("2014"), separator=";")


class Remote:
    """What LimeSurvey's `remotecontrol_handle.php` answers, and what it was asked."""

    def __init__(self, *, export: Any = None) -> None:
        self.asked: list[tuple[str, list[Any]]] = []
        self.export = base64.b64encode(EXPORT).decode() if export is None else export

    def answer(self, method: str, params: list[Any]) -> Any:
        self.asked.append((method, params))
        if method == "get_session_key":
            right = params[:2] == ["enquete", PASSWORD]
            return KEY if right else {"status": "Invalid user name or password"}
        if method == "release_session_key":
            return "OK"
        if params[1] != 123456:
            return {"status": "Error: Invalid survey ID"}
        return self.export


@contextmanager
def served(answer: Callable[[str, list[Any]], Any] | bytes) -> Iterator[str]:
    """Address of a server that gives these answers, or these bytes whatever it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if isinstance(answer, bytes):
                body = answer
            else:
                result = answer(request["method"], request["params"])
                body = json.dumps({"id": request["id"], "result": result, "error": None}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/index.php/admin/remotecontrol"
    finally:
        server.shutdown()
        server.server_close()


def account(url: str, *, password: str = PASSWORD) -> dict[str, str]:
    return {
        "LIMESURVEY_URL": url,
        "LIMESURVEY_USER": "enquete",
        "LIMESURVEY_PASSWORD": password,
    }


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_an_export_is_fetched_whole(tmp_path: Path) -> None:
    remote = Remote()
    with served(remote.answer) as url:
        path = fetch_export(123456, target=tmp_path / "2014" / "e.csv", environment=account(url))
    assert path.read_bytes() == EXPORT
    assert [method for method, _ in remote.asked] == [
        "get_session_key", "export_responses", "release_session_key",
    ]  # fmt: skip
    key, survey, format, _, status, heading, answers, *_ = remote.asked[1][1]
    assert (key, survey, format) == (KEY, 123456, "csv")
    assert (status, heading, answers) == ("all", "code", "short")


@pytest.mark.parametrize("missing", ["LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD"])
def test_without_an_account_nothing_is_asked(missing: str, tmp_path: Path) -> None:
    environment = {**account("https://enquetes.example.org"), missing: ""}
    with pytest.raises(UsageError) as error:
        fetch_export(123456, target=tmp_path / "e.csv", environment=environment)
    assert str(error.value) == (
        "the account of LimeSurvey is not known\n"
        "  expected: LIMESURVEY_URL, LIMESURVEY_USER and LIMESURVEY_PASSWORD in the environment\n"
        f"  found:    {missing} not set\n"
        "  next:     set them for this command only, and write them in no file"
    )


def test_a_password_is_not_sent_in_clear(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^LIMESURVEY_URL would send the password in clear"):
        fetch_export(
            123456, target=tmp_path / "e.csv", environment=account("http://enquetes.example.org/rc")
        )


def cut(content: bytes) -> str:
    return base64.b64encode(content[:-30]).decode()


FAILURES: dict[str, tuple[Any, str]] = {
    "wrong survey": (Remote().answer, "Error: Invalid survey ID"),
    "no data": (
        Remote(export={"status": "No Data, survey table does not exist."}).answer,
        "No Data, survey table does not exist.",
    ),
    "cut off": (Remote(export=cut(EXPORT)).answer, "line 126"),
    "not base64": (Remote(export="é").answer, "no answer of RemoteControl (ValueError)"),
    "a page": (b"<html>404</html>", "Received a non-JSON response"),
    "nothing": (b"", "RPC interface not enabled"),
    "another protocol": (b"[]", "no answer of RemoteControl (TypeError)"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_what_goes_wrong_is_told_and_leaves_no_file(failure: str, tmp_path: Path) -> None:
    answer, found = FAILURES[failure]
    number = 654321 if failure == "wrong survey" else 123456
    with served(answer) as url, pytest.raises(DataError) as error:
        fetch_export(number, target=tmp_path / "e.csv", environment=account(url))
    assert f"\n  found:    {found}" in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with served(b"") as url:
        pass
    with pytest.raises(DataError, match=r"no answer from the server \(ConnectionError\)"):
        fetch_export(123456, target=tmp_path / "e.csv", environment=account(url))


@contextmanager
def raw(answer: Callable[[Any], None]) -> Iterator[tuple[str, list[bytes]]]:
    """Address of a server that writes what it likes, and the bodies that it was sent."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            with suppress(OSError):
                answer(self)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/rc", bodies
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_not_followed(status: int, tmp_path: Path) -> None:
    with raw(lambda _: None) as (elsewhere, bodies):

        def send_on(handler: Any) -> None:
            handler.send_response(status)
            handler.send_header("location", elsewhere)
            handler.send_header("content-length", "0")
            handler.end_headers()

        with raw(send_on) as (url, _), pytest.raises(DataError, match="a redirection to another"):
            fetch_export(123456, target=tmp_path / "e.csv", environment=account(url))
    assert bodies == []


def trickle(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def slow_head(handler: Any) -> None:
    for _ in range(200):
        handler.wfile.write(b"H")
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [trickle, slow_head])
def test_a_server_that_never_ends(
    answer: Callable[[Any], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bilan.exports.remote.SECONDS_IN_ALL", 0.5)
    monkeypatch.setattr("bilan.exports.remote.SECONDS_TO_LEAVE", 0.5)
    began = time.monotonic()
    with raw(answer) as (url, _), pytest.raises(DataError, match=r"no whole answer within 0\.5 s"):
        fetch_export(123456, target=tmp_path / "e.csv", environment=account(url))
    assert time.monotonic() - began < 5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("packed", [False, True])
def test_a_server_that_sends_too_much(
    packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bilan.exports.remote.LARGEST", 1_000_000)
    content = b" " * 50_000_000

    def answer(handler: Any) -> None:
        handler.send_response(200)
        if packed:
            handler.send_header("content-encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(gzip.compress(content, 1) if packed else content)

    with raw(answer) as (url, _), pytest.raises(DataError, match="more than 1,000,000 bytes"):
        fetch_export(123456, target=tmp_path / "e.csv", environment=account(url))


def test_the_account_is_never_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    def echo(_: str, params: list[Any]) -> Any:
        return {"status": f"unknown: {params}"}

    wrong = "un autre secret"
    told = []
    for answer in (Remote().answer, echo):
        with served(answer) as url, pytest.raises(BilanError) as error:
            fetch_export(
                123456, target=tmp_path / "e.csv", environment=account(url, password=wrong)
            )
        told.append(str(error.value))
        assert error.value.__cause__ is None
        assert error.value.__suppress_context__
    assert "Invalid user name or password" in told[0]
    with served(Remote().answer) as url:
        fetch_export(123456, target=tmp_path / "e.csv", environment=account(url))
    output = capfd.readouterr()
    everything = "".join([*told, caplog.text, output.out, output.err])
    everything += "".join(path.read_text("utf-8") for path in tmp_path.iterdir())
    assert not [secret for secret in (PASSWORD, wrong, KEY) if secret in everything]
