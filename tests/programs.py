"""Where this machine has the programs that some tests need."""

import os
import shutil
import subprocess

# The first shows nothing on any screen, and is quicker for it.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """The program named by CHROMIUM, else the first one in PATH, or None."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else CHROMIUM
    return next((path for name in names if (path := shutil.which(name))), None)


def _find_server(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def find_nginx() -> str | None:
    """The program, or None where there is none, or nothing to make a certificate with."""
    return _find_server("nginx") if shutil.which("openssl") else None


def find_dovecot() -> str | None:
    """The program, or None. Of version 2.3: what configures it is another language in others."""
    program = _find_server("dovecot")
    if program is None or shutil.which("openssl") is None:
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return program if version.startswith("2.3.") else None
