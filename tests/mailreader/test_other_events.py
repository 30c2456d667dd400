"""A mail that names an event that takes no registrations here: it says so, and no other event is guessed."""

import dataclasses

import pytest

from mailreader.findings import Understanding
from tests.mailreader.mails import context, mail, understood

REQUEST = "Please register me for {}.\n\nName: Jonas Meier\nFunction: Head of unit\nOrganisation: City of Beispiel\n"


def read(what: str, *, subject: str = "Registration", **changes: object) -> Understanding:
    """A request where one event is open, and nothing else is known."""
    here = context()
    opened = [event for event in here.events if event.code == "DLG27-2"]
    opened = [dataclasses.replace(event, venue="Lake conference house, Geneva") for event in opened]
    return understood(mail(REQUEST.format(what), subject=subject), events=opened, **changes)


def found(result: Understanding) -> tuple[str, str, str]:
    return result.event, result.event_reason.code, result.event_reason.detail


def test_where_no_event_is_named_the_only_open_one_is_meant() -> None:
    assert found(read("your meeting")) == ("dlg27-2", "only-open", "")


@pytest.mark.parametrize("what", ["XYZ27-1", "the ABC28-3 conference", "XYZ27-1 in June"])
def test_a_code_that_nobody_knows_is_left_to_staff(what: str) -> None:
    event, code, detail = found(read(what))
    assert (event, code) == ("", "unlisted")
    assert detail in what
    assert found(read("your meeting", subject=f"Registration {what}"))[0] == ""


def test_a_draft_is_left_to_staff_whatever_its_code_looks_like() -> None:
    assert found(read("the Lugano-Talks", other_codes=["LUGANO-TALKS"])) == ("", "unlisted", "LUGANO-TALKS")
    assert found(read("the Lugano-Talks")) == ("dlg27-2", "only-open", "")


@pytest.mark.parametrize(
    "what",
    [
        "your meeting, as with XYZ19-1 years ago",
        "your meeting (our reference NV/27-114)",
        "your meeting (note verbale MAE27-114-B)",
        "DLG27-2, not XYZ27-1",
    ],
)
def test_other_numbers_and_better_reasons_change_nothing(what: str) -> None:
    assert found(read(what))[0] == "dlg27-2"


def test_nobody_elses_registration_is_meant_then() -> None:
    here = context()
    known = here.registrations[0]
    raw = mail("I cannot come to XYZ27-1. Please cancel my registration.", sender=known.email)
    result = understood(raw, events=[event for event in here.events if event.key == known.event])
    assert (result.event, result.targets) == ("", ())


@pytest.mark.parametrize(
    "written", ["Done at Gitega, 10 May 2027", "Fait à Gitega, le 10 mai 2027", "En Lima, 10 de mayo"]
)
def test_where_a_letter_was_written_is_no_place_of_a_meeting(written: str) -> None:
    assert found(read(f"your workshop of 14 and 15 June 2027.\n\n{written}"))[:2] == ("dlg27-2", "dates")
