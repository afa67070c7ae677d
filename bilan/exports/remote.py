"""A wave's export, fetched from LimeSurvey through RemoteControl 2 (JSON-RPC).

The address and the account come from the environment, are kept nowhere and never told.
"""

import binascii
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bilan.exports.csv_codes import parse_csv
from bilan.project.errors import DataError, UnreadableError, UsageError

URL, USER, PASSWORD = "LIMESURVEY_URL", "LIMESURVEY_USER", "LIMESURVEY_PASSWORD"
SECONDS = 60
LOCAL = ("127.0.0.1", "::1", "localhost")


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
        LimeSurvey cannot be reached, refuses, or sends no whole export.
    """
    from citric import Client
    from citric.exceptions import LimeSurveyError, ResponseMismatchError
    from requests import RequestException

    url, user, password = _account(environment)
    try:
        with Client(url, user, password, requests_session=_session()) as client:
            content = client.export_responses(survey_id, file_format="csv")
        parse_csv(content)
    except RequestException as error:
        raise _failed(survey_id, f"no answer from the server ({type(error).__name__})") from None
    except LimeSurveyError as error:
        raise _failed(survey_id, _without(str(error), (url, user, password))) from None
    except (binascii.Error, KeyError, TypeError, ValueError, ResponseMismatchError) as error:
        raise _failed(survey_id, f"no answer of RemoteControl ({type(error).__name__})") from None
    except UnreadableError as error:
        raise _failed(survey_id, str(error)) from None
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(content)
    beside.replace(target)
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
    """A session of requests that does not wait for ever."""
    from requests import PreparedRequest, Response, Session
    from requests.adapters import HTTPAdapter

    class Patient(HTTPAdapter):
        """Adapter with a time limit."""

        def send(self, request: PreparedRequest, **how: Any) -> Response:  # type: ignore[override]
            """Response of the server."""
            return super().send(request, **{**how, "timeout": SECONDS})

    session = Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, Patient())
    return session


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
