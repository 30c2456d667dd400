"""A server on loopback that gives out access tokens (RFC 6749), and tells mail servers which are good (RFC 7662)."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

SECRET = "s3cr/t+ü"


class TokenServer:
    """server.url is for MAIL_OAUTH_URL; server.asked are the requests for tokens, as their forms."""

    def __init__(self, port: int = 0) -> None:
        self.asked: list[dict[str, str]] = []
        self.good: set[str] = set()
        self.owner = ""
        self.refusal: tuple[int, str] | None = None
        self.seconds: object = 3600
        # What it gives as the next refresh token.
        self.next_refresh = ""
        self.listen(port)

    def listen(self, port: int) -> None:
        """On this port from now on."""
        self.stop()
        handler = type("Handler", (_Handler,), {"tokens": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        """Go down."""
        if hasattr(self, "_server"):
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://client:s3cr%2Ft%2B%C3%BC@127.0.0.1:{self._server.server_port}/token?scope=mail"

    def knows(self, _user: str, token: str) -> bool:
        """For a mail server in this process."""
        return token in self.good

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        if path.startswith("/introspect"):
            is_good = form.get("token") in self.good
            return 200, json.dumps({"active": is_good, **({"user": self.owner} if is_good else {})})
        self.asked.append(form)
        if self.refusal is not None:
            return self.refusal
        token = f"token-{len(self.asked)}"
        self.good.add(token)
        more = {"refresh_token": self.next_refresh} if self.next_refresh else {}
        return 200, json.dumps({"access_token": token, "token_type": "Bearer", "expires_in": self.seconds, **more})


class _Handler(BaseHTTPRequestHandler):
    tokens: TokenServer

    def do_POST(self) -> None:
        """Whatever is asked."""
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        status, text = self.tokens.answer(self.path, form)
        self.send_response(status)
        if status in (301, 302, 303, 307, 308):
            self.send_header("Location", text)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""
