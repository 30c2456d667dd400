"""A provider of OpenID Connect on loopback (OpenID Connect Core 1.0, code flow with PKCE), which signs anybody in."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt

SECRET = "s3cr/t"
KEY = "a key of the provider alone, of some length"


class OpenIDServer:
    """`server.claims` is what it says of whoever comes; `server.url` is for OPENID_CONNECT_URL."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "1"}
        # What it was asked at the code's address, by code.
        self.codes: dict[str, dict[str, str]] = {}
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def stop(self) -> None:
        """Go down."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://client:s3cr%2Ft@127.0.0.1:{self._server.server_port}/?name=Example"

    def sign_in(self, address: str) -> str:
        """What the person does there: comes with this address, signs in, is sent back; to where."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["client_id"], asked["response_type"]) == ("client", "code")
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, path: str, form: dict[str, list[str]], authorization: str) -> tuple[int, dict[str, Any]]:
        """The pages that other machines ask for."""
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys",
                     "userinfo_endpoint": "userinfo"}  # fmt: skip
            urls = {name: f"{self.issuer}/{page}" for name, page in names.items()}
            return 200, {
                "issuer": self.issuer, "token_endpoint_auth_methods_supported": ["client_secret_post"], **urls,
            }  # fmt: skip
        if path == "/userinfo":
            return (200, self.claims) if authorization == "Bearer good" else (401, {})
        asked = self.codes.pop(form.get("code", [""])[0], None)
        verifier = form.get("code_verifier", [""])[0].encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        if asked is None or asked.get("code_challenge") != challenge or form["client_secret"] != [SECRET]:
            return 400, {"error": "invalid_grant"}
        token = {"iss": self.issuer, "aud": "client", "sub": self.claims["sub"], "exp": time.time() + 60}
        return 200, {"access_token": "good", "token_type": "Bearer", "id_token": jwt.encode(token, KEY, "HS256")}


class _Handler(BaseHTTPRequestHandler):
    provider: OpenIDServer

    def do_GET(self) -> None:
        self._say({})

    def do_POST(self) -> None:
        self._say(parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))

    def _say(self, form: dict[str, list[str]]) -> None:
        status, content = self.provider.answer(self.path, form, self.headers.get("Authorization", ""))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""
