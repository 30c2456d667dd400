"""The twelve samples, of which the sets of mails are judged by the report: what no row of the database shows."""

from mailreader.reader import read
from mailreader.understanding import understand
from tests.mailreader.mails import SAMPLES, context

FIELDS = ("given_name", "family_name", "email", "function", "organisation", "country", "mode")


def test_each_field_of_a_proposal_says_why() -> None:
    desk = context()
    proposals = [
        (path.name, person)
        for path in sorted(SAMPLES.glob("*.eml"))
        for person in understand(read(path.read_bytes()), desk).proposals
    ]
    assert proposals
    for name, person in proposals:
        assert {field for field in FIELDS if getattr(person, field)} <= set(person.reasons), name
