"""`make lock`: write requirements/dev.txt and run.txt with uv: pinned and hashed, for all systems and Pythons.

Versions already pinned stay where they can: ARGS=--upgrade takes the newest of all, ARGS="--upgrade-package django" of
one. `python -m scripts.lock --check` fails when a lock is not what was written for the requirements of pyproject.toml.
"""

import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path

UV = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--python-version=3.11", "--universal"]
UV += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]


def asked_for() -> dict[str, list[str]]:
    """The requirements of each lock. The tools come first and bind the application: both hold the same versions."""
    content = tomllib.loads(Path("pyproject.toml").read_text())
    run = content["project"]["dependencies"]
    return {"dev": run + content["dependency-groups"]["dev"], "run": run}


def lock_text(pins: str, asked: list[str]) -> str:
    """The text of a lock with these pins; its head tells whether it still is what was written for what was asked."""
    digest = hashlib.sha256("\n".join([*sorted(asked), pins]).encode()).hexdigest()
    return f"# Made from pyproject.toml by `make lock`; do not edit.\n# Requirements and pins: sha256:{digest}\n{pins}"


def problem(lock: str, asked: list[str]) -> str:
    """Why the lock is not to be used, or nothing."""
    if lock != lock_text(lock.split("\n", 2)[-1], asked):
        return "made from other requirements than those of pyproject.toml, or edited by hand"
    return "names a host; the installer's own settings say where packages come from" if "://" in lock else ""


if __name__ == "__main__":
    for name, asked in asked_for().items():
        path = Path("requirements", f"{name}.txt")
        if sys.argv[1:] != ["--check"]:
            bound = "--group=dev" if name == "dev" else "--constraints=requirements/dev.txt"
            subprocess.run([*UV, bound, *sys.argv[1:], f"--output-file={path}"], check=True, stdout=subprocess.DEVNULL)
            path.write_text(lock_text(path.read_text(), asked))
        if why := problem(path.read_text(), asked):
            sys.exit(f"{path}: {why}. Run `make lock` and commit what it changes.")
