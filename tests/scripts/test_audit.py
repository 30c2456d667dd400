"""`make audit` asks about what is locked, and does not say “no holes” where nobody could be asked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripts import audit


class Holes(HTTPServer):
    """Answers as OSV does: one hole in each package whose name is known here."""

    asked: list[dict[str, Any]]
    known = {"django": "GHSA-0"}


class Answers(BaseHTTPRequestHandler):
    """Of one request."""

    server: Holes

    def do_POST(self) -> None:
        """Say what is known."""
        self.server.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        names = [query["package"]["name"] for query in self.server.asked]
        results = [{"vulns": [{"id": self.server.known[name]}]} if name in self.server.known else {} for name in names]
        body = json.dumps({"results": results}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Holes]:
    with Holes(("127.0.0.1", 0), Answers) as found:
        threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        monkeypatch.setenv("AUDIT_URL", f"http://127.0.0.1:{found.server_port}/")
        yield found
        found.shutdown()


def test_every_package_of_the_locks_is_asked_for(server: Holes, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main() == 1
    asked = {query["package"]["name"]: query["version"] for query in server.asked}
    assert {"django", "argon2-cffi", "pytest"} <= set(asked)
    assert asked["django"].startswith("5.2.")
    said = capsys.readouterr().out
    assert f"django {asked['django']}: GHSA-0" in said
    assert f"{len(server.asked)} packages asked for, 1 with known holes." in said


def test_without_a_hole_it_ends_well(server: Holes, capsys: pytest.CaptureFixture[str]) -> None:
    server.known = {}
    assert audit.main() == 0
    assert "0 with known holes" in capsys.readouterr().out


def test_without_a_network_it_says_so_and_does_not_end_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDIT_URL", "http://127.0.0.1:9/")
    assert audit.main() == 2
    said = capsys.readouterr().out
    assert said.startswith("No network here, or no answer (")
    assert said.count("\n") == 1


def test_pins_are_read_with_extras_and_markers(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "# a==1\nzipp==3.1 ; python_version < '3.9' \\\n    --hash=sha256:0\nwhitenoise[brotli]==6.9.0 \\\n"
    )
    assert audit.pins((str(lock),)) == [("whitenoise", "6.9.0"), ("zipp", "3.1")]
