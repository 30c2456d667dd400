"""Rules that a second set of mails taught: each with a mail of its own, and with what it must not do."""

import pytest

from mailreader.reader import read
from tests.mailreader.mails import mail, raw, understood


def names(content: bytes) -> list[tuple[str, str]]:
    return [(person.given_name, person.family_name) for person in understood(content).proposals]


def test_brackets_hold_an_address_and_something_else() -> None:
    found = understood(
        mail(
            "Nos participants :\n\n1. M. Luc BARET (en ligne, l.baret@ong.example.org)\n"
            "2. Mme Ida ROLL, x@ong.example.org\n"
        )
    )
    first = found.proposals[0]
    assert (first.email, first.mode) == ("l.baret@ong.example.org", "online")


def test_the_article_before_a_function_is_not_part_of_it() -> None:
    found = understood(
        mail("Liste de nos participants :\n\n1. La Directrice des études, Mme Ida ROLL, ida@ong.example.org\n")
    )
    assert found.proposals[0].function == "Directrice des études"


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Juan Carlos de la Cruz", "Juan Carlos", "de la Cruz"),
    ],
)
def test_a_spanish_name_with_particles(name: str, given: str, family: str) -> None:
    found = names(
        mail(
            f"Estimados señores:\n\nDeseo inscribirme en el taller de junio.\n\n{name}\n",
            sender=f"{name} <a@b.example.org>",
        )
    )
    assert found == [(given, family)]


def test_names_with_a_joined_article_and_an_excellency_written_in_one() -> None:
    found = understood(
        mail(
            "Nous désignons :\n\n- S.E.M. Théo VALCOURT, Ambassadeur, t.v@amb.example.org\n"
            "- Prof. Abd al-Rahman al-Harithi, Doyen, a.harithi@univ.example.org\n"
        )
    )
    first, second = found.proposals
    assert (first.honorific, first.title, first.given_name, first.family_name) == ("S.E.", "M.", "Théo", "Valcourt")
    assert (second.given_name, second.family_name) == ("Abd al-Rahman", "al-Harithi")


@pytest.mark.parametrize(
    "words", ["Please put me down for the June workshop.", "Inscrivez-moi à l'atelier de juin svp."]
)
def test_short_ways_to_ask(words: str) -> None:
    assert names(mail(words)) == [("Ana", "Ruiz Soler")]


def test_an_address_that_ends_is_no_person_who_stays_away() -> None:
    found = understood(
        mail(
            "Merci de noter ma nouvelle adresse : l.badji@new.example.org. L'ancienne ne sera plus valable en juin.",
            sender="Lamine Badji-Sarr <l.badji@ard-tn.example.org>",
            subject="Re: [DLG27-2-0409] Demande reçue",
        )
    )
    assert found.classification == "update"
    gone = understood(
        mail(
            "Je ne serai plus disponible à ces dates.",
            sender="Lamine Badji-Sarr <l.badji@ard-tn.example.org>",
            subject="Re: [DLG27-2-0409] Demande reçue",
        )
    )
    assert gone.classification == "cancellation"


def test_two_codes_are_a_flag_and_a_past_one_gives_way() -> None:
    both = understood(mail("Please register me for TUR27 and for DLG27-2."))
    assert (both.event, "several_events" in both.flags) == ("tur27", True)
    one = understood(mail("DLG27-1 was great. Please register me for TUR27."))
    assert (one.event, "several_events" in one.flags) == ("tur27", False)


def test_an_assistant_who_writes_for_one_is_the_one_to_answer() -> None:
    found = understood(
        mail(
            "Dear all,\n\nOn behalf of the Minister, I am pleased to confirm that H.E. Mr Kofi Baidoo, Minister of "
            "Labour, will participate in the June workshop.\n\nPriscilla Nartey\nPersonal Assistant",
            sender="Priscilla Nartey <p@mol.example.org>",
        )
    )
    assert found.focal_point is not None
    assert (found.focal_point.email, [one.family_name for one in found.proposals]) == ("p@mol.example.org", ["Baidoo"])


PROSE = """From: MAILER-DAEMON@mx.imr.example.org
Return-Path: <{path}>
Subject: failure notice
"""
TOLD = """Hi. This is the qmail-send program.
This is a permanent error; I've given up.

<t.nwachukwu-lind@imr.example.org>:
no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {identifier}
To: {to}
Subject: x
"""
OURS = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"


def prose(identifier: str = OURS, to: str = "t.nwachukwu-lind@imr.example.org", path: str = "") -> bytes:
    return raw(PROSE.format(path=path), TOLD.format(identifier=identifier, to=to).encode())


def test_a_bounce_in_prose_that_quotes_our_message_is_believed() -> None:
    found = understood(prose())
    assert found.classification == "bounce_permanent"
    assert found.bounce is not None
    (delivery,) = found.bounce.deliveries
    assert (delivery.recipient, delivery.status) == ("t.nwachukwu-lind@imr.example.org", "5.1.1")
    assert found.thread is not None
    assert found.thread.message == OURS


@pytest.mark.parametrize("changes", [{"identifier": "<made-up@imr.example.org>"}, {"to": "else@imr.example.org"}])
def test_a_bounce_in_prose_about_something_else_is_put_before_staff(changes: dict[str, str]) -> None:
    found = understood(prose(**changes))
    assert (found.classification, found.bounce, found.is_automatic) == ("needs_review", None, True)


def test_a_person_who_quotes_a_bounce_makes_none() -> None:
    content = prose(path="ana@red-norte.example.org").replace(b"MAILER-DAEMON@mx.imr", b"ana@red-norte")
    assert read(content).report is None
