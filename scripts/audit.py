"""`make audit`: ask the database of open-source vulnerabilities (OSV) whether it knows holes of what is locked.

It is told names and versions of packages and nothing else. Ends with 1 where a hole is known, with 2 where nobody
could be asked: then nothing is known, which is not the same as no hole.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

# AUDIT_URL names another one that speaks the same, such as a mirror in the house.
OSV = "https://api.osv.dev/v1/querybatch"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
LOCKS = ("requirements/run.txt", "requirements/dev.txt")
SECONDS = 30


def pins(paths: tuple[str, ...]) -> list[tuple[str, str]]:
    """Names and versions that the locks pin, each once."""
    return sorted({pin for path in paths for pin in PIN.findall(Path(path).read_text())})


def known_holes(locked: list[tuple[str, str]], url: str) -> dict[str, list[str]]:
    """What is known, by "package version"; raises OSError or ValueError where the answer is none."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in locked]
    request = urllib.request.Request(  # noqa: S310  an address of ours or of who runs this
        url, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  as above
        results = json.load(answer)["results"]
    if len(results) != len(locked):
        raise ValueError("an answer for other packages")
    found = {f"{name} {version}": result for (name, version), result in zip(locked, results, strict=True)}
    return {what: [hole["id"] for hole in result["vulns"]] for what, result in found.items() if result.get("vulns")}


def main() -> int:
    """Ask, and say what came of it."""
    locked = pins(LOCKS)
    try:
        holes = known_holes(locked, os.environ.get("AUDIT_URL") or OSV)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        print(f"No network here, or no answer ({reason}): whether the locked packages have known holes is not known.")
        return 2
    for what, names in holes.items():
        print(f"{what}: {', '.join(names)} (https://osv.dev/vulnerability/{names[0]})")
    print(f"{len(locked)} packages asked for, {len(holes)} with known holes.")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
