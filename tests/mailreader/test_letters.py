"""Rules that the set of letters taught: runs of persons, letters in files, offices, names, answers between lines."""

import pytest

from tests.mailreader.mails import docx, mail, understood

ASKED = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
OFFICE = "Registry <registry@x.example.org>"
CLERK = "Tom Reed <t.reed@x.example.org>"


def named(text: str, sender: str = CLERK, **parts: object) -> list[tuple[str, str, str]]:
    found = understood(mail(text, sender=sender, **parts))  # type: ignore[arg-type]
    return [(one.family_name, one.function, one.email) for one in found.proposals]


@pytest.mark.parametrize(
    "introduction",
    ["The following officials will attend:", "hiermit melde ich zwei Teilnehmende zum Workshop im Juni an:"],
)
def test_persons_behind_a_colon_need_no_marks(introduction: str) -> None:
    text = (
        f"{introduction}\n\nIda Roll, Adviser, City of Norr,\ni.roll@norr.example.org\n"
        "Ben Ash, Referent für Europa, City of Norr,\nb.ash@norr.example.org (online)\n\nKind regards\n"
    )
    assert named(text) == [
        ("Roll", "Adviser", "i.roll@norr.example.org"),
        ("Ash", "Referent für Europa", "b.ash@norr.example.org"),
    ]


def test_the_writers_name_in_the_list_is_no_signature() -> None:
    text = (
        "The following officials will attend:\n\nTom Reed, Adviser, City of Norr,\nt.reed@x.example.org\n"
        "Ben Ash, Analyst, City of Norr,\nb.ash@x.example.org\n\nKind regards\nTom Reed\n"
    )
    assert [family for family, _function, _email in named(text)] == ["Reed", "Ash"]


LETTER = [
    "The Permanent Mission of Fiji presents its compliments to the Secretariat and has the honour to",
    "inform it that Fiji will be represented by the following officials:",
    "H.E. Ms. Ida ROLL-ASH, Ambassador, Head of Delegation, i.roll@fiji.example.org",
    "Mr. Ben TUI, Desk Officer, Ministry for Home Affairs, ben.tui@home-",
    "fiji.example.org",
    "The Permanent Mission avails itself of this opportunity to renew the assurances of its consideration.",
]


def test_a_letter_in_a_document_names_them_in_a_list_or_in_a_sentence() -> None:
    listed = [
        "Voici les noms de nos représentantes :",
        "1. Mme Ida ROLL, Présidente, i.roll@x.example.org",
        "2. Mme Awa FALL, Trésorière, a.fall@x.example.org",
        "Veuillez agréer, Madame, Monsieur, nos salutations.",
        "Odile SIGNE",
    ]
    told = ["Désignation", "Nous désignons Mme Ida ROLL, Présidente (i.roll@x.example.org).", "Odile SIGNE"]
    text = "Ci-joint notre lettre de désignation.\n"
    assert [row[0] for row in named(text, sender=OFFICE, files=[("lettre.docx", docx(listed))])] == ["Roll", "Fall"]
    assert [row[0] for row in named(text, sender=OFFICE, files=[("lettre.docx", docx(told))])] == ["Roll"]


def test_running_text_that_begins_with_a_name_is_no_card() -> None:
    text = (
        "Bonjour,\n\nMonsieur l'Échevin Jan MAES, en charge de l'accueil des personnes et\nde la cohésion sociale à la "
        "Ville de Norr, souhaite prendre part à\nvotre atelier de juin à Genève. Vous pouvez le joindre à l'adresse\n"
        "j.maes@norr.example.org ou au +32 2 555 01 47.\n\nBien à vous,\nTom Reed\n"
    )
    found = understood(mail(text, sender=CLERK, subject="Inscription"))
    [person] = found.proposals
    assert (person.family_name, person.organisation) == ("Maes", "Ville de Norr")
    assert person.email == "j.maes@norr.example.org"


def test_a_note_verbale_names_its_state_and_counts_in_roman() -> None:
    text = (
        "The Permanent Mission of the Republic of Kenya to the United Nations Office presents its compliments and has "
        "the honour to convey that the following officials will attend the June workshop:\n\n"
        "  i.   Hon. Ida ROLL, Principal Secretary (i.roll@x.example.org)\n"
        "  ii.  Mr. Ben LOK EKAL, Director, Urban Unit\n       (b.lok@x.example.org)\n\nMr. Lok will follow online.\n"
    )
    found = understood(mail(text, sender="Kenya Mission <info@kenya.example.org>"))
    assert [(one.family_name, one.mode) for one in found.proposals] == [("Roll", "in_person"), ("Lok Ekal", "online")]
    assert found.delegation is not None
    assert (found.delegation.country, found.category) == ("KE", "member_state")


@pytest.mark.parametrize("title", ["Abog.", "Arq.", "Mtra.", "Econ."])
def test_a_professional_title_ends_no_sentence(title: str) -> None:
    text = (
        f"Al taller de junio asistirán el Ing. Odd Roll, Director (o.roll@x.example.org) y la {title} Eva Pardo, "
        f"Jefa de "
        "Unidad (e.pardo@x.example.org).\n"
    )
    assert [row[0] for row in named(text)] == ["Roll", "Pardo"]


def test_answers_between_the_lines_are_changes() -> None:
    text = (
        "My answers below.\n\nOn Mon, 10 May 2027, Dialogue <dialogue@events.example.org> wrote:\n\n"
        "> Some details are missing:\n>\n> 1. your function:\n\nHead of Research\n\n"
        "> 2. your telephone number:\n\n+44 1632 960 123\n\n> You can also register others.\n"
    )
    found = understood(mail(text, sender=TOBIAS, subject="Re: Details", In_Reply_To=ASKED))
    assert (found.classification, found.proposals) == ("update", [])
    assert found.changes is not None
    assert (found.changes.function, found.changes.phone) == ("Head of Research", "+44 1632 960 123")


def test_lines_quoted_from_a_stranger_are_no_answers_to_us() -> None:
    text = "See below.\n\n> your function:\n\nHead of Research\n"
    assert understood(mail(text, sender=CLERK)).classification == "needs_review"


def test_who_follows_online_since_nobody_pays_the_ticket_stays_registered() -> None:
    text = "La institución no podrá financiar el pasaje, de modo que seguiré el taller por vía virtual.\n"
    found = understood(mail(text, sender=TOBIAS, subject="Re: Details", In_Reply_To=ASKED))
    assert (found.classification, found.changes.mode if found.changes else "") == ("update", "online")
    text = "No podré asistir al taller.\n"
    assert understood(mail(text, sender=TOBIAS, subject="Re: x", In_Reply_To=ASKED)).classification == "cancellation"


@pytest.mark.parametrize(
    "days", ["am 14. und 15. Juni 2027", "nos dias 14 e 15 de junho", "il 14 giugno 2027", "14./15. Juni"]
)
def test_days_in_neighbouring_languages(days: str) -> None:
    found = understood(mail(f"Workshop {days}.\n", sender=CLERK))
    assert (found.event, found.event_reason.code) == ("dlg27-2", "dates")


def test_a_numbered_question_is_no_day() -> None:
    found = understood(mail("1. Is it free?\n2. May I come?\n", sender=CLERK))
    assert found.event_reason.code != "dates"


def test_days_of_two_events_are_shown_to_staff() -> None:
    text = "Je souhaite m'inscrire aux ateliers des 14 et 15 juin 2027 et du 8 novembre 2027.\n"
    assert "several_events" in understood(mail(text, sender=CLERK)).flags
    assert "several_events" not in understood(mail(text[:60], sender=CLERK)).flags


@pytest.mark.parametrize(
    ("body", "category"),
    [
        ("Mancomunidad del Valle", "local_authority"),
        ("Stadt Altenried", "local_authority"),
        ("Comune di Valserena", "local_authority"),
        ("Universidade do Porto Novo", "academia"),
    ],
)
def test_bodies_of_neighbouring_languages(body: str, category: str) -> None:
    text = f"Estimados señores:\n\nDeseo inscribirme en el taller de junio.\n\nSaludos\nTom Reed\nDirector\n{body}\n"
    found = understood(mail(text, sender=CLERK))
    assert (found.organisation, found.category) == (body, category)


@pytest.mark.parametrize(
    ("sentence", "kind", "persons"),
    [
        ("Could you add me to the list for the June workshop?", "registration_request", 1),
        ("Pourriez-vous m'inscrire à l'atelier de juin ?", "registration_request", 1),
        ("¿Podrían inscribirme en el taller de junio?", "registration_request", 1),
    ],
)
def test_a_place_asked_for_politely(sentence: str, kind: str, persons: int) -> None:
    found = understood(mail(f"Hello,\n\n{sentence}\n", sender=CLERK))
    assert (found.classification, len(found.proposals)) == (kind, persons)


def test_a_first_name_that_nobody_explains_registers_nobody() -> None:
    found = understood(mail("Grace and I would like to attend the June workshop.\n", sender=CLERK))
    assert [one.full_name for one in found.proposals if not one.is_placeholder] == ["Tom Reed"]


def test_a_name_of_a_body_before_and_i_is_nobody() -> None:
    text = (
        "I am the Director of the Institute for Rural Mobility (Ghana) and I would like to attend the June workshop.\n"
    )
    assert [one.full_name for one in understood(mail(text, sender=CLERK)).proposals] == ["Tom Reed"]


@pytest.mark.parametrize(
    "text",
    [
        "Solicitamos la inscripción de nuestra directora ejecutiva, Eva Pardo (e.pardo@x.example.org), en el taller.",
        "Pourriez-vous inscrire mes collègues Eva Pardo (directrice ejecutiva, e.pardo@x.example.org) à l'atelier ?",
    ],
)
def test_an_office_or_a_plural_between_the_verb_and_the_name(text: str) -> None:
    [row] = named(text, sender="Fundación Luna <contacto@x.example.org>")
    family, function, email = row
    assert (family, email) == ("Pardo", "e.pardo@x.example.org")
    assert function.lower() in ("directora ejecutiva", "directrice ejecutiva")


def test_the_address_of_another() -> None:
    text = (
        "Le Directeur général de l'Agence des eaux, M. Luc ROY, vous confirme sa participation à l'atelier de juin. "
        "Merci de lui adresser les documents à dg@eaux.example.org.\n"
    )
    [boss] = understood(mail(text, sender="Secrétariat <sec@eaux.example.org>")).proposals
    assert (boss.function, boss.organisation, boss.email) == (
        "Directeur général",
        "Agence des eaux",
        "dg@eaux.example.org",
    )


@pytest.mark.parametrize(
    "text",
    ["Merci d'utiliser désormais cette adresse.", "Please use this address: the old one no longer works."],
)
def test_a_new_address_is_a_change(text: str) -> None:
    found = understood(mail(text, sender="T. Lind <lind@mail.example.org>", subject="Re: x", In_Reply_To=ASKED))
    assert found.classification == "update"


def test_a_city_in_another_language_than_the_venue() -> None:
    found = understood(mail("Please register me for the meeting in Ginebra.\n", sender=CLERK))
    assert (found.event, found.event_reason.code) == ("dlg27-2", "words")
