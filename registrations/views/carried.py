"""What was just done, carried to the page that says so: an address as it was typed, a reference, a word.

It stands encrypted in the address of that page, for an hour, and is read by that page alone, in any language: without
it nothing was done, and the page says nothing. An e-mail address was asked of no table: a page that shows it, where a
slip of the finger is seen, says nothing of whether it is known.
"""

from urllib.parse import urlencode

from django.http import HttpRequest

from storage.encrypted_fields import encrypt, read_fresh

SECONDS = 3600
LONGEST = 254


def carrying(page: str, *words: str) -> str:
    """The address of a page of ours that is to say what was done: a line for each of the words."""
    text = "\n".join([_mark(page), *(" ".join(word.split())[:LONGEST] for word in words)])
    return f"{page}?{urlencode({'token': encrypt(text)})}"


def carried(request: HttpRequest) -> list[str]:
    """The words that were carried to the page that is asked for; none where nothing was done."""
    mark, *words = read_fresh(request.GET.get("token", "")[:1000], SECONDS).split("\n")
    return words if mark == _mark(request.path) else []


def _mark(page: str) -> str:
    """The purpose of the token, with the path behind the language."""
    return f"done: {page.split('/', 2)[-1]}"
