"""Whatever words of the lexicon stand wherever in a mail, nothing of ours breaks on them."""

import pytest

from lexicon import phrases
from tests import proofs
from tests.mailreader.mails import mail, understood

# Where a phrase may stand: in an item of a list, a line with a label, a form, a sentence beside a name, a row.
FRAMES = {
    "item": "- Ms {name} Ruiz Soler, {phrase}, Harbour School, {name}@lake.example.org",
    "label": "- {phrase}: Ms {name} Ruiz Soler ({name}@lake.example.org)",
    "form": "Name: {name} Ruiz Soler\nFunction: {phrase}\n{phrase}: {phrase}\n",
    "sentence": "Ms {name} Ruiz Soler, {phrase}, {phrase} our meeting.",
    "row": "Ms {name} Ruiz Soler\t{phrase}\t{name}@lake.example.org",
}
NAMES = [f"{first}{middle}a" for first in ("Al", "Ber", "Car", "Dol", "El") for middle in ("in", "on", "en", "ost")]


def spelled(entry: str) -> str:
    """A phrase as somebody might write it: the first of a choice, an ending, a word in the gap."""
    words = [word.split("/")[0].replace("*", "s") for word in entry.split()]
    return " ".join("so" if word == "_" else word for word in words)


SAID = sorted({spelled(entry) for entries in phrases.topics().values() for entry in entries})
BATCHES = [SAID[start : start + len(NAMES)] for start in range(0, len(SAID), len(NAMES))]
# What needs a column of its own is little, and goes wherever a person's other facts go: always all of it.
APART = sorted({spelled(entry) for entries in phrases.under("restricted").values() for entry in entries})


def mail_with(frame: str, some: list[str]) -> bytes:
    """A mail that registers a person a phrase."""
    lines = [FRAMES[frame].format(name=name, phrase=phrase) for name, phrase in zip(NAMES, some, strict=False)]
    return mail("Dear colleagues,\nplease register these persons.\n\n" + "\n".join(lines), subject=some[0])


@pytest.mark.parametrize("frame", FRAMES)
def test_no_phrase_breaks_the_reading_of_a_mail(frame: str) -> None:
    for some in proofs.some(BATCHES, 25):
        understood(mail_with(frame, some))


@pytest.mark.parametrize("frame", FRAMES)
def test_no_word_of_what_is_kept_apart_breaks_it(frame: str) -> None:
    for start in range(0, len(APART), len(NAMES)):
        understood(mail_with(frame, APART[start : start + len(NAMES)]))
