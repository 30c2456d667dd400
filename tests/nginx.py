"""nginx with deploy/nginx.conf as it is shipped, but for ports and folders of ours."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from scripts import processes
from scripts.postgres import free_port
from tests.programs import find_nginx

NAME = "events.example.org"
START_SECONDS = 10


def configure(folder: Path, port: int, behind: int) -> Path:
    """The file that is shipped, with a certificate: it listens for TLS on `port`, and the site on `behind`."""
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", f"/CN={NAME}"]
    subprocess.run(
        [shutil.which("openssl") or "openssl", "req", "-x509", *curve, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    text = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    text = re.sub(r" *listen \[::\].*\n", "", text)
    for shipped, ours in {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/etc/ssl/events.example.org": str(folder),
        "/var/log/nginx": str(folder),
        "/var/lib/nginx/atelier": str(folder / "pages"),
    }.items():
        assert shipped in text
        text = text.replace(shipped, ours)
    (folder / "site.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ {places} include {folder}/site.conf; }}\n"
    )
    return main


@contextlib.contextmanager
def in_front(folder: Path, port: int, behind: int) -> Iterator[int]:
    """nginx until the block ends; its first process."""
    process = processes.start([find_nginx() or "nginx", "-p", folder, "-c", configure(folder, port, behind)])
    try:
        _wait(process, port, folder)
        yield process.pid
    finally:
        processes.stop(process)


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    """Until it listens."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.01)
    raise RuntimeError((folder / "error.log").read_text())
