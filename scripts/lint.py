"""`make lint`: run every check, also after one has failed, and say at the end which did; ARGS="types locks" chooses."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# What takes longest comes first: two run at a time.
CHECKS = {
    "types": "mypy --no-error-summary",
    "style": "ruff check --quiet .",
    "format": "ruff format --check --quiet .",
    "templates": "djlint --lint --quiet templates",
    "imports": "lint-imports",
    "complexity": "complexipy --plain",
    "system": "python manage.py check --fail-level WARNING",
    "migrations": "python manage.py makemigrations --check --dry-run",
    "upgrades": "python -m scripts.upgrades",
    "messages": "python -m scripts.messages check",
    "locks": "python -m scripts.lock --check",
}


def passes(name: str) -> bool:
    """Run one check; what it says is shown when it fails, and its warnings always."""
    program, *arguments = CHECKS[name].split()
    done = subprocess.run([Path(sys.executable).with_name(program), *arguments], capture_output=True, text=True)
    line = f"{name:<11} {'FAILED' if done.returncode else 'ok'}\n"
    print(line + done.stdout * bool(done.returncode) + done.stderr, end="", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    os.environ.setdefault("DEBUG", "on")
    names = sys.argv[1:] or list(CHECKS)
    with ThreadPoolExecutor(2) as pool:
        failed = [name for name, is_good in zip(names, pool.map(passes, names), strict=True) if not is_good]
    sys.exit(f"Failed: {', '.join(failed)}." if failed else 0)
