"""`make lint`: run every check, also after one has failed, and say at the end which did; ARGS="types locks" chooses."""

import subprocess
import sys
from pathlib import Path

CHECKS = {
    "style": "ruff check --quiet .",
    "format": "ruff format --check --quiet .",
    "templates": "djlint --lint --quiet templates",
    "imports": "lint-imports",
    "complexity": "complexipy --plain",
    "types": "mypy --no-error-summary",
    "system": "python manage.py check --fail-level WARNING",
    "migrations": "python manage.py makemigrations --check --dry-run",
    "messages": "python -m scripts.messages check",
    "locks": "python -m scripts.lock --check",
}


def passes(name: str) -> bool:
    """Run one check; what it says is shown when it fails, and its warnings always."""
    program, *arguments = CHECKS[name].split()
    done = subprocess.run([Path(sys.executable).with_name(program), *arguments], capture_output=True, text=True)
    print(f"{name:<11} {'FAILED' if done.returncode else 'ok'}", flush=True)
    print(done.stdout * bool(done.returncode) + done.stderr, end="", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    failed = [name for name in sys.argv[1:] or CHECKS if not passes(name)]
    sys.exit(f"Failed: {', '.join(failed)}." if failed else 0)
