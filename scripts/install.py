"""Make .venv from the hash-locked requirements (`python3 scripts/install.py run` or `dev`), unless it is up to date.

Runs before anything is installed, perhaps under a Python that is too old: standard library and old syntax only.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
OLDEST = (3, 11)


def lock_path(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.txt"


def lock_digest(kind: str) -> str:
    return hashlib.sha256(lock_path(kind).read_bytes()).hexdigest()


def stamp_path(kind: str) -> Path:
    return ENVIRONMENT / f"installed-{kind}"


def is_installed(kind: str) -> bool:
    """True when .venv holds exactly what the lock of this kind says; dev holds all that run does."""
    if not PYTHON.exists():  # also false for a link to an interpreter that is gone
        return False
    stamps = [(stamp_path(candidate), lock_digest(candidate)) for candidate in (kind, "dev")]
    return any(stamp.exists() and stamp.read_text() == digest for stamp, digest in stamps)


def complaint() -> str:
    """One sentence on why this interpreter cannot make the environment, or nothing."""
    if sys.version_info < OLDEST:
        have, need = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST))
        return (
            f"Atelier needs Python {need} or newer and this is Python {have}: install a newer one and name it, "
            "for example `make PYTHON=python3.12 install`."
        )
    try:
        import ensurepip  # noqa: F401  Debian packs it apart, in python3-venv
        import venv  # noqa: F401
    except ImportError:
        return (
            "This Python cannot make virtual environments: "
            "install its venv module (Debian and Ubuntu: `apt install python3-venv`)."
        )
    return ""


def install(kind: str) -> None:
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
    print(f"Installing requirements/{kind}.txt into .venv (once).", flush=True)
    # -qq: pip warns of every odd index of the machine; errors are still told.
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--require-hashes"]
    subprocess.run([*pip, "--requirement", str(lock_path(kind))], check=True)
    stamp_path(kind).write_text(lock_digest(kind))


def main() -> int:
    kind = sys.argv[1] if len(sys.argv) == 2 else ""
    if kind not in ("run", "dev"):
        print("Usage: python3 scripts/install.py run|dev", file=sys.stderr)
        return 2
    if is_installed(kind):
        return 0
    sentence = complaint()
    if sentence:
        print(sentence, file=sys.stderr)
        return 1
    try:
        install(kind)
    except subprocess.CalledProcessError as error:
        print(f"The environment is not complete: `{' '.join(error.cmd[:6])}` failed.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
