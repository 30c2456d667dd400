"""Make .venv from the hash-locked requirements: `python3 scripts/install.py run` or `dev`; no work when it is up to date.

Runs before anything is installed, perhaps under a Python that is too old: standard library and old syntax only.
"""

import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")
OLDEST = (3, 11)


def lock_path(kind: str) -> str:
    return os.path.join(ROOT, "requirements", kind + ".txt")


def lock_digest(kind: str) -> str:
    with open(lock_path(kind), "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def stamp_path(kind: str) -> str:
    return os.path.join(ENVIRONMENT, "installed-" + kind)


def is_installed(kind: str) -> bool:
    """True when .venv holds exactly what the lock of this kind says; dev holds all that run does."""
    if not os.path.exists(PYTHON):  # also false for a link to an interpreter that is gone
        return False
    for candidate in {kind, "dev"}:
        if os.path.exists(stamp_path(candidate)):
            with open(stamp_path(candidate)) as stamp:
                if stamp.read() == lock_digest(candidate):
                    return True
    return False


def complaint() -> str:
    """One sentence on why this interpreter cannot make the environment, or nothing."""
    if sys.version_info < OLDEST:
        return (
            "Atelier needs Python %d.%d or newer and this is Python %d.%d: install a newer one and name it, "
            "for example `make PYTHON=python3.12 install`." % (OLDEST + tuple(sys.version_info[:2]))
        )
    try:
        import ensurepip  # noqa: F401  Debian packs it apart, in python3-venv
        import venv  # noqa: F401
    except ImportError:
        return "This Python cannot make virtual environments: install its venv module (Debian and Ubuntu: `apt install python3-venv`)."
    return ""


def install(kind: str) -> None:
    if not os.path.exists(PYTHON):
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    print("Installing requirements/%s.txt into .venv (once)." % kind, flush=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
    subprocess.run([*pip, "--requirement", lock_path(kind)], check=True)
    with open(stamp_path(kind), "w") as stamp:
        stamp.write(lock_digest(kind))


def main() -> int:
    kind = sys.argv[1] if len(sys.argv) == 2 else ""
    if kind not in ("run", "dev"):
        print("Usage: python3 scripts/install.py run|dev", file=sys.stderr)
        return 2
    if is_installed(kind):
        return 0
    if complaint():
        print(complaint(), file=sys.stderr)
        return 1
    try:
        install(kind)
    except subprocess.CalledProcessError as error:
        print("The environment is not complete: `%s` failed." % " ".join(error.cmd[:6]), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
