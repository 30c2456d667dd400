"""The twelve samples: every key of `must` and `should` that can be known before anything is stored or sent."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from mailreader import Mail, Proposal, Understanding, read
from mailreader.flat import key
from tests.mailreader.mails import SAMPLES, expected, understood

MAILS = {row["file"]: row for row in expected()["emails"]}
# What the reader leaves to staff: a colleague whom nobody names, and a body that is written out elsewhere in the mail.
LEFT = {("11-missing-details-en.eml", "participants"), ("01-delegation-of-five-fr.eml", "participants")}
FLAGS = {
    "visa_letter": "wants_visa_letter",
    "possible_speaker": "is_possible_speaker",
    "sponsorship_requested": "wants_sponsorship",
    "placeholder": "is_placeholder",
}


def looked_at(name: str) -> tuple[Mail, Understanding]:
    content = (SAMPLES / name).read_bytes()
    return read(content), understood(content)


def musts() -> Iterator[tuple[str, str]]:
    for name, row in MAILS.items():
        yield from ((name, wanted) for wanted in row["must"] if wanted != "must_not")


def shoulds() -> Iterator[tuple[str, str]]:
    for name, row in MAILS.items():
        yield from ((name, wanted) for wanted in row["should"] if (name, wanted) not in LEFT and wanted != "actions")


@pytest.mark.parametrize(("name", "wanted"), list(musts()))
def test_what_must_be(name: str, wanted: str) -> None:
    mail, found = looked_at(name)
    value = MAILS[name]["must"][wanted]
    count = len(found.proposals)
    checks = {
        "classification_any_of": lambda: found.classification in value,
        "automatic": lambda: found.automatic is value,
        "reply_to": lambda: found.reply_to == value,
        "thread": lambda: thread_of(found, value) == value,
        "proposed_participants": lambda: value["min"] <= count <= value["max"],
        "auto_reply": lambda: found.is_auto_reply_allowed is (value == "allowed"),
        "text_contains": lambda: all(" ".join(text.split()) in " ".join(mail.text.split()) for text in value),
        "forwarded": lambda: found.is_forwarded is value,
        "bounce": lambda: {name: getattr(found.bounce, name) for name in value} == value,
        "attachments": lambda: attachments_of(mail, value),
        "subject": lambda: mail.subject == value,
        "from_name": lambda: mail.from_name == value,
    }
    assert checks[wanted](), found


def thread_of(found: Understanding, wanted: dict[str, Any] | None) -> dict[str, Any] | None:
    """The thread in the words of the format; it may be known by more marks than those wanted."""
    if found.thread is None or found.thread.is_suggestion:
        return None
    marks = [mark for mark in found.thread.by if wanted is None or mark in wanted.get("by", ())]
    return {"registration": found.thread.registration, "outbound": found.thread.message, "by": marks}


def attachments_of(mail: Mail, wanted: list[dict[str, Any]]) -> bool:
    return all(
        any(
            (file.filename, file.content_type) == (row["filename"], row["content_type"])
            and file.size >= row["min_bytes"]
            for file in mail.attachments
        )
        for row in wanted
    )


@pytest.mark.parametrize(("name", "wanted"), list(shoulds()))
def test_what_should_be(name: str, wanted: str) -> None:
    _mail, found = looked_at(name)
    value = MAILS[name]["should"][wanted]
    if wanted in ("participants", "participants_from_attachment"):
        people = [same(person, row) for person, row in zip(found.proposals, value, strict=True)]
        assert people == value
    elif wanted == "focal_point":
        assert found.focal_point is not None
        assert {name: getattr(found.focal_point, name) for name in value} == value
    elif wanted == "delegation":
        assert found.delegation is not None
        assert found.delegation.country == value["country"]
    elif wanted == "proposed_participants":
        assert len(found.proposals) == value
    elif wanted == "restricted_text":
        assert found.restricted_text == value
    elif wanted == "missing":
        assert [person.missing for person in found.proposals] == [tuple(value)]
    else:
        assert getattr(found, wanted) == value


def same(person: Proposal, wanted: dict[str, Any]) -> dict[str, Any]:
    """What was found of a person, under the names of the format and for the keys it asks for."""
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        if name in FLAGS:
            found[name] = getattr(person, FLAGS[name])
        elif name == "organisations":
            found[name] = list(person.organisations)
        elif name == "missing":
            found[name] = list(person.missing)
        elif value == "inherited from the person replaced":
            found[name] = value if person.reasons["organisation"].code == "inherited" else person.organisation
        else:
            found[name] = getattr(person, name) or None
    return found


def test_a_focal_point_who_stays_at_home_is_nobody_to_register() -> None:
    _mail, found = looked_at("01-delegation-of-five-fr.eml")
    assert "assi yapo" not in {key(person.family_name) for person in found.proposals}


@pytest.mark.parametrize("name", ["02-html-table-en.eml", "10-latin1-fr.eml"])
def test_restricted_words_stand_in_no_open_field(name: str) -> None:
    _mail, found = looked_at(name)
    for person in found.proposals:
        shown = " ".join(
            str(getattr(person, field)) for field in Proposal.__slots__ if field not in ("restricted", "reasons")
        )
        for value in person.restricted.values():
            assert value not in shown
            assert value not in str([reason for reason in person.reasons.values() if reason.code != "sentence"])


@pytest.mark.parametrize("name", MAILS)
def test_each_field_of_a_proposal_says_why(name: str) -> None:
    _mail, found = looked_at(name)
    for person in found.proposals:
        filled = {
            field
            for field in ("given_name", "family_name", "email", "function", "organisation", "country", "mode")
            if getattr(person, field)
        }
        assert filled <= set(person.reasons)


@pytest.mark.parametrize("name", MAILS)
def test_the_page_shown_fetches_nothing_and_runs_nothing(name: str) -> None:
    mail, _found = looked_at(name)
    assert not re.search(
        r"<(?:script|img|style|link|form|iframe)|<[^>]*\b(?:href|src|style|on\w+)\s*=", mail.html, re.IGNORECASE
    )
