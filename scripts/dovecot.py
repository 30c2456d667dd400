"""Where this machine has a Dovecot for the tests that fetch mail from a real server."""

import os
import shutil
import subprocess


def find_dovecot() -> str | None:
    """The program, or None. Of version 2.3: what configures it is another language in others."""
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    program = shutil.which("dovecot", path=places)
    if program is None or shutil.which("openssl") is None:
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return program if version.startswith("2.3.") else None
