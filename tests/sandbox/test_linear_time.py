"""Patterns and phrases of the reader take a time that grows with the text: twice the text, not four times the work."""

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import agendareader
import filereader
import lexicon
import mailreader
import sandbox
from lexicon import phrases
from lexicon.matcher import words_of

ROOMS = (filereader, lexicon, agendareader, mailreader, sandbox)
# Runs that a pattern can divide in many ways; each with something behind it that does not fit.
UNITS = [
    "a",
    "A",
    "1",
    " ",
    ".",
    "-",
    "(",
    "<",
    "@",
    ":",
    "=",
    "\t",
    "_",
    "a@",
    "a.",
    "a ",
    "A. ",
    "1 ",
    "l'",
    "a, ",
    "> ",
]
SIZE = 1500
# Less is noise of the clock.
LEAST = 0.01


def written(path: Path) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns written where they are used, with how they are used: "match", "search", "sub" and so on."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            text = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and isinstance(text, str):
                yield node.func.attr, re.compile(text)


def patterns() -> dict[str, Callable[[str], object]]:
    """Every pattern on text that the rooms compile, used as it is used: at one place, or looked for anywhere."""
    found: dict[str, Callable[[str], object]] = {}
    folders = [Path(str(room.__file__)).parent for room in ROOMS]
    paths = {
        ".".join(path.relative_to(folder.parent).with_suffix("").parts): path
        for folder in folders
        for path in folder.rglob("*.py")
    }
    sources = {module: path.read_text(encoding="utf-8") for module, path in paths.items()}
    for module, source in sources.items():
        if module.endswith(("_process", "__init__")):
            continue  # has no patterns, and is no part of this process
        for how, pattern in written(paths[module]):
            is_anchored = how in ("match", "fullmatch", "compile")
            found[f"{module}: {pattern.pattern[:50]}"] = _anchored(pattern) if is_anchored else _anywhere(pattern)
        for name, value in vars(importlib.import_module(module)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and f"{name} = " in source:
                is_sought = any(
                    re.search(rf"\b{name}\.(?:search|finditer|findall|sub|split)\(", s) for s in sources.values()
                )
                found[f"{module}: {name}"] = _anywhere(value) if is_sought else _anchored(value)
    return found


def _anchored(pattern: re.Pattern[str]) -> Callable[[str], object]:
    return pattern.match


def _anywhere(pattern: re.Pattern[str]) -> Callable[[str], object]:
    return lambda text: list(pattern.finditer(text))


def seconds(work: Callable[[], object]) -> float:
    began_at = time.process_time()
    work()
    return time.process_time() - began_at


def grows_too_fast(work: Callable[[str], object], unit: str, size: int) -> bool:
    """Twice the text takes more than three times as long, measured again if it looks so."""
    once, twice = unit * (size // len(unit)), unit * (2 * size // len(unit))
    for _turn in range(4):
        if seconds(lambda: work(f"{twice}!")) < max(LEAST, 3 * seconds(lambda: work(f"{once}!"))):
            return False
    return True


PATTERNS = patterns()


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_linear_time(name: str) -> None:
    assert [unit for unit in UNITS if grows_too_fast(PATTERNS[name], unit, SIZE)] == []


@pytest.mark.parametrize(
    "section",
    [
        "want",
        "say",
        "note",
        "person",
        "machine",
        "junk",
        "restricted",
        "category",
        "agenda",
        "agenda_role",
        "agenda_kind",
        "agenda_column",
    ],
)
def test_phrases_take_linear_time(section: str) -> None:
    units = ["please ", "not ", "i would like to ", "de la ", "no ", "replaced by my ", "list of ", "a "]

    def find(text: str) -> object:
        return phrases._matcher(section).find(words_of.__wrapped__(text))

    assert [unit for unit in units if grows_too_fast(find, unit, 8 * SIZE)] == []
