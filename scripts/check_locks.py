"""Fail when requirements/*.txt no longer say what pyproject.toml asks for; `make lock` makes them anew.

Each lock's first lines keep the dependency lists it was made from, as a fingerprint; beside that every requirement must
be met by a pin, every pin must have hashes, and no lock may name the host it came from.
"""

import hashlib
import json
import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>(?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)


def requirements(pyproject: str) -> dict[str, list[str]]:
    """What each lock must meet: run the application's own dependencies, dev those and the tools."""
    content = tomllib.loads(pyproject)
    run = content["project"]["dependencies"]
    return {"run": run, "dev": run + content["dependency-groups"]["dev"]}


def fingerprint(asked: list[str]) -> str:
    return hashlib.sha256(json.dumps(sorted(asked)).encode()).hexdigest()


def header(asked: list[str]) -> str:
    """The first lines of a lock made from these requirements."""
    return (
        "# Made from pyproject.toml by `make lock`; do not edit.\n"
        f"# Requirements of pyproject.toml: sha256:{fingerprint(asked)}\n"
    )


def problems(name: str, lock: str, asked: list[str]) -> list[str]:
    """One sentence for each way in which the lock is not what pyproject asks for."""
    found = []
    if not lock.startswith(header(asked)):
        found.append(f"{name}: made from other requirements than those of pyproject.toml.")
    pins = {canonicalize_name(match["name"]): match for match in PIN.finditer(lock)}
    for text in asked:
        requirement = Requirement(text)
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None:
            found.append(f"{name}: has no {requirement.name}.")
        elif pin["version"] not in requirement.specifier:
            found.append(f"{name}: {requirement.name} {pin['version']} is not {text}.")
    found += [f"{name}: {package} has no hash." for package, pin in pins.items() if "--hash=sha256:" not in pin["rest"]]
    if "://" in lock:
        found.append(f"{name}: names a host; the installer's own settings say where packages come from.")
    return found


def main() -> int:
    found = []
    for name, asked in requirements((ROOT / "pyproject.toml").read_text()).items():
        found += problems(f"requirements/{name}.txt", (ROOT / "requirements" / f"{name}.txt").read_text(), asked)
    for sentence in found:
        print(sentence, file=sys.stderr)
    if found:
        print("Run `make lock` and commit what it changes.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
