"""Texts of strangers made plain: on one line, or in bounds."""

import re


def bounded(text: str, length: int) -> str:
    """A text that no pattern can be slow on: no endless words, lines or gaps."""
    text = re.sub(r"[^\S\n]{40,}", " " * 39, text[: 2 * length])
    text = re.sub(r"([^\s]{120})[^\s]+", r"\1…", text)
    return "\n".join(line[:1200] for line in text.split("\n")[:2000])[:length]


def squeeze(text: str) -> str:
    """One line with single spaces."""
    return " ".join(text.split())
