"""What differs between two records: a summary, then a diff by file, in which a change seen before is named only."""

import difflib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

HEAD = "@@"


def files(folder: Path) -> dict[str, list[str]]:
    if not (folder / "net.txt").is_file():
        raise SystemExit(f"{folder} is no record.")
    paths = sorted(folder.rglob("*.txt"))
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8").splitlines() for path in paths}


def hunks(one: list[str], other: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each changed place: what is the same wherever it occurs, and the lines of the diff."""
    lines: list[str] = []
    for line in [*islice(difflib.unified_diff(one, other, lineterm="", n=1), 2, None), HEAD]:
        if line.startswith(HEAD):
            if lines:
                yield "\n".join(each for each in lines[1:] if each[:1] in "+-"), lines
            lines = []
        lines.append(line)


def show(one: Path, other: Path) -> int:
    """Print it; 1 if anything differs."""
    before, after = files(one), files(other)
    gone, new = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    both = sorted(before.keys() & after.keys())
    changed = {name: list(hunks(before[name], after[name])) for name in both if before[name] != after[name]}
    ways: dict[str, list[str]] = {}
    for name, places in changed.items():
        for key, _lines in places:
            ways.setdefault(key, []).append(name)
    print(f"{len(before)} and {len(after)} files: {len(changed)} differ in {len(ways)} ways, ", end="")
    print(f"{len(gone)} are only in {one}, {len(new)} only in {other}.")
    print(*[f"- {name}" for name in gone], *[f"+ {name}" for name in new], sep="\n")
    tell(one, other, changed, ways)
    return 1 if changed or gone or new else 0


def tell(one: Path, other: Path, changed: dict[str, list[tuple[str, list[str]]]], ways: dict[str, list[str]]) -> None:
    """The diffs, of each file in which something is not told yet."""
    numbers = {key: number for number, key in enumerate(ways, 1)}
    told: set[str] = set()
    for name, places in changed.items():
        if any(key not in told for key, _lines in places):
            print(f"\n--- {one}/{name}\n+++ {other}/{name}")
            for key, lines in places:
                print(way(numbers[key], len(set(ways[key])), lines, is_told=key in told))
                told.add(key)


def way(number: int, in_files: int, lines: list[str], *, is_told: bool) -> str:
    """One changed place: in full the first time, then by its number."""
    if is_told:
        return f"@@ way {number}, as above"
    return "\n".join([f"{lines[0]} way {number}" + (f", in {in_files} files" if in_files > 1 else ""), *lines[1:]])
