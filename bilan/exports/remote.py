"""A wave's export, fetched from LimeSurvey through RemoteControl 2 (JSON-RPC).

The address and the account come from the environment, are kept nowhere and never told.
"""

import binascii
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bilan.exports.csv_codes import parse_csv
from bilan.project.errors import DataError, UnreadableError, UsageError
from bilan.project.files import replace_bytes

URL, USER, PASSWORD = "LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD"
SECONDS = 60  # a single wait for the server
SECONDS_IN_ALL = 600.0
SECONDS_TO_LEAVE = 5.0
LARGEST = 500_000_000  # bytes; an export of 11,000 schools is a tenth of it
CHUNK = 1 << 16
LOCAL = ("127.0.0.1", "::1", "localhost")


class _LimitError(Exception):
    """The server takes too long, or sends too much."""


def fetch_export(
    survey_id: int, *, target: Path, environment: Mapping[str, str] = os.environ
) -> Path:
    """Write the answers of a survey, complete or not, as CSV with codes (format `csv`).

    `LIMESURVEY_URL` is the address of RemoteControl, such as
    `https://enquetes.example.org/index.php/admin/remotecontrol`; with it `LIMESURVEY_USER` and
    `LIMESURVEY_PASSWORD`. The file is written whole, or not at all.

    Raises
    ------
    UsageError
        One of the three variables is not set, or the address would send the password in clear.
    DataError
        LimeSurvey cannot be reached, refuses, sends elsewhere, or sends no whole export in time.
    """
    from citric import Client
    from citric.exceptions import LimeSurveyError, ResponseMismatchError
    from requests import RequestException, TooManyRedirects

    url, user, password = _account(environment)
    try:
        with (
            _time_limit(),
            Client(url, user, password, requests_session=_session()) as client,
        ):
            content = client.export_responses(survey_id, file_format="csv")
        parse_csv(content)
    except _LimitError as error:
        raise _failed(survey_id, str(error)) from None
    except TooManyRedirects:
        found = "a redirection to another address, which was not followed"
        raise _failed(survey_id, found) from None
    except RequestException as error:
        raise _failed(survey_id, f"no answer from the server ({type(error).__name__})") from None
    except LimeSurveyError as error:
        raise _failed(survey_id, _without(str(error), (url, user, password))) from None
    except (binascii.Error, KeyError, TypeError, ValueError, ResponseMismatchError) as error:
        raise _failed(survey_id, f"no answer of RemoteControl ({type(error).__name__})") from None
    except UnreadableError as error:
        raise _failed(survey_id, str(error)) from None
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_bytes(target, content)
    return target


def _account(environment: Mapping[str, str]) -> tuple[str, str, str]:
    given = [environment.get(name, "") for name in (URL, USER, PASSWORD)]
    if not all(given):
        names = [
            name for name, value in zip((URL, USER, PASSWORD), given, strict=True) if not value
        ]
        raise UsageError(
            "the account of LimeSurvey is not known",
            expected=f"{URL}, {USER} and {PASSWORD} in the environment",
            found=f"{', '.join(names)} not set",
            next_step="set them for this command only, and write them in no file",
        )
    url, user, password = given
    address = urlsplit(url)
    if address.scheme != "https" and address.hostname not in LOCAL:
        raise UsageError(
            f"{URL} would send the password in clear", expected="an address that begins by https://"
        )
    return url, user, password


def _session() -> Any:
    """A session of requests that goes to one address only, and reads no more than it may."""
    from requests import PreparedRequest, Response, Session
    from requests.adapters import HTTPAdapter

    class Bounded(HTTPAdapter):
        """Adapter with a limit on each wait, and on the size of an answer once unpacked."""

        def send(self, request: PreparedRequest, **how: Any) -> Response:  # type: ignore[override]
            """Response of the server, read to its end."""
            response = super().send(request, **{**how, "timeout": SECONDS, "stream": True})
            content = bytearray()
            for piece in response.iter_content(CHUNK):
                content += piece
                if len(content) > LARGEST:
                    response.close()
                    raise _LimitError(f"an answer of more than {LARGEST:,} bytes")
            response._content = bytes(content)
            return response

    session = Session()
    session.max_redirects = 0  # what is sent holds the password, which is for one address
    for scheme in ("https://", "http://"):
        session.mount(scheme, Bounded())
    return session


@contextmanager
def _time_limit() -> Iterator[None]:
    """Raise _LimitError after so many seconds, and again where leaving takes as long.

    A server that sends a byte at a time stays below every limit on a single wait. The clock is the
    system's, for the main thread.
    """

    def over(*_: object) -> None:
        raise _LimitError(f"no whole answer within {SECONDS_IN_ALL:g} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_IN_ALL, SECONDS_TO_LEAVE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _without(message: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        message = message.replace(secret, "…")
    return message[:200]


def _failed(survey_id: int, found: str) -> DataError:
    return DataError(
        f"the answers of survey {survey_id} cannot be fetched",
        expected="its export, through RemoteControl 2 with JSON-RPC",
        found=found,
        next_step=f"check the number, the account and {URL}, or export by hand from LimeSurvey",
    )
