"""`make lint`: run every check, also after one has failed, and say at the end which ones did."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "templates": [str(BIN / "djlint"), "--lint", "--quiet", "templates"],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "system": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "messages": [sys.executable, "-m", "scripts.messages", "check"],
    "locks": [sys.executable, "-m", "scripts.lock", "--check"],
}


def passes(name: str, command: list[str]) -> bool:
    """Run one check; what it says is shown only when it fails."""
    begin = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:<11} {verdict:<7} {time.monotonic() - begin:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def main() -> int:
    chosen = sys.argv[1:] or list(CHECKS)
    failed = [name for name in chosen if not passes(name, CHECKS[name])]
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
