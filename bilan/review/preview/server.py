"""Serving the page, to this machine alone."""

import sys
import threading
import webbrowser
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bilan.project.errors import UsageError
from bilan.project.paths import SITE
from bilan.review.preview.published import ABSENT, KINDS, published_file
from bilan.review.preview.renewing import renew
from bilan.review.preview.state import PreviewState

ADDRESS = "127.0.0.1"
BEAT = 15.0  # seconds after which a silent stream says that it is there
NEWS = "/nouvelles"
# A published page beside the preview: its style, faces and pictures, no script.
READ_ONLY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox"
MOST = 32  # connections at once; a page in a browser holds two to six
REFUSED = {HTTPStatus.NOT_FOUND: f"L’aperçu ne montre que le rapport. {ABSENT}"}


class PreviewServer(ThreadingHTTPServer):
    """Serves a state on the loopback interface."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, state: PreviewState, *, port: int = 0) -> None:
        self.state = state
        self._places = threading.BoundedSemaphore(MOST)
        super().__init__((ADDRESS, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, or close where too many are answered already."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, then let another one in."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing where a reader has left; a fault of the program keeps its traceback."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://{ADDRESS}:{self.server_address[1]}/"

    @property
    def hosts(self) -> tuple[str, str]:
        """Names under which a browser of this machine may ask for the page."""
        port = self.server_address[1]
        return f"{ADDRESS}:{port}", f"localhost:{port}"


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    server_version, sys_version = "apercu", ""
    timeout = 60

    def do_GET(self) -> None:
        """Answer with the page, or with the stream of its news."""
        if not self._allowed():
            self._refuse(HTTPStatus.FORBIDDEN)
        elif self.path == "/":
            page = self.server.state.page
            self._answer(page.html, "text/html; charset=utf-8", page.policy)
        elif self.path == NEWS:
            self._stream()
        elif file := self._published():
            self._give(file)
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def __getattr__(self, name: str) -> Any:
        """How any other method is answered, whatever its name."""
        if name.startswith("do_"):
            return self._not_get
        raise AttributeError(name)

    def _not_get(self) -> None:
        self.close_connection = True
        self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)

    def _allowed(self) -> bool:
        """Whether the request comes from this page, or from its address typed in a browser.

        A page from elsewhere may have its own name lead to this machine: the name it asks for
        gives it away.
        """
        hosts = self.server.hosts
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site", "none")
        return (
            self.headers.get("Host") in hosts
            and (origin is None or origin in [f"http://{host}" for host in hosts])
            and site in ("none", "same-origin")
        )

    def _published(self) -> Path | None:
        state = self.server.state
        return published_file(self.path, site=state.project / SITE.name, wave=state.wave)

    def _give(self, file: Path) -> None:
        """Hand over a published file: a page to be read without its scripts, others to be kept."""
        try:
            content = file.read_bytes()
        except OSError:  # a build is just replacing it
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", KINDS[file.suffix])
        self.send_header("Content-Length", str(len(content)))
        if file.suffix == ".html":
            self.send_header("Content-Security-Policy", READ_ONLY)
        else:
            self.send_header("Content-Disposition", "attachment")
            self.send_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self._guard()
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, content: bytes, kind: str, policy: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", policy)
        self._guard()
        self.end_headers()
        self.wfile.write(content)

    def _guard(self) -> None:
        for name, value in (
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Referrer-Policy", "no-referrer"),
        ):
            self.send_header(name, value)

    def _refuse(self, status: HTTPStatus) -> None:
        content = f"{status.value}\n{REFUSED.get(status, '')}\n".encode()
        self.send_response(status)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET")
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self._guard()
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _stream(self) -> None:
        """The number of each new page, as server-sent events, until the reader or we leave."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._guard()
        self.end_headers()
        state, version = self.server.state, 0
        try:
            while not state.closed:
                newer = state.wait(version, seconds=BEAT)
                told = f"data: {newer}\n\n" if newer != version else ": ici\n\n"
                self.wfile.write(told.encode())
                version = newer
        except OSError:  # the reader has left
            return

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: the terminal tells of pages, not of requests."""


def serve(wave: str, *, port: int = 0, open_browser: bool = False) -> None:
    """Serve the page of a wave until Ctrl-C; it follows the texts as they are saved.

    `port` 0 takes a free one.

    Raises
    ------
    UsageError
        The port is taken.
    """
    state = PreviewState(wave, renew=renew)
    try:
        server = PreviewServer(state, port=port)
    except (OSError, OverflowError) as error:
        state.close()
        raise UsageError(
            f"port {port} cannot be used",
            found=str(error),
            next_step="ask for another one, or for none: a free one is taken",
        ) from error
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    try:
        state.look()
        thread.start()
        print(f"aperçu de la vague {wave} : {server.url} (Ctrl-C pour finir)", flush=True)
        if open_browser:
            webbrowser.open(server.url)
        state.follow(lambda line: print(line, flush=True))
    except KeyboardInterrupt:
        print("\naperçu fini", flush=True)
    finally:
        state.close()
        if thread.is_alive():
            server.shutdown()
        server.server_close()
