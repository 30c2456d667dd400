"""Text as it is compared: every sign becomes one plain small sign, so places in it are places in the text."""

import re
import unicodedata

_SIGNS = dict(zip("’‘ʼ`´–—‑‐−“”«»œŒæßøØłŁıđĐ：º°ª", "'''''-----\"\"\"\"ooasoollidd:ooa", strict=True))


class _Table(dict[int, int | str]):
    """Fills itself, a sign at its first use."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        plain = _SIGNS.get(sign) or unicodedata.normalize("NFKD", sign)[0].lower()[0]
        self[code] = plain = " " if plain.isspace() and sign not in "\n\r" else plain
        return plain


_TABLE = _Table()


def flat(text: str) -> str:
    """No accents, no case, one kind of apostrophe, dash and space; as long as the text."""
    return text.translate(_TABLE)


def key(text: str) -> str:
    """Words only, for comparing: "N'Guessan-Abé " -> "n guessan abe"."""
    return " ".join(re.findall(r"[^\W_]+", flat(text)))
