"""Rules that a set of answers taught: who of a list comes instead, which of two goes, and what is spelt otherwise."""

import pytest

from tests.mailreader.mails import mail, understood

CONFIRMATION = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
COLLEAGUE = "Amina Yusuf <a.yusuf@imr.example.org>"


@pytest.mark.parametrize(
    "said",
    [
        "Je participerai à l'atelier en remplacement de M. Tobias Nwachukwu-Lind (DLG27-2-0402).",
        "I will attend the workshop as a replacement for Mr Tobias Nwachukwu-Lind (DLG27-2-0402).",
        "Asistiré al taller en sustitución del Sr. Tobias Nwachukwu-Lind (DLG27-2-0402).",
        "M. Tobias Nwachukwu-Lind (DLG27-2-0402) sera remplacé comme suit.",
    ],
)
def test_who_comes_instead_may_write_with_a_form(said: str) -> None:
    form = "Nom : Yusuf\nPrénom : Amina\nFonction : Chargée de recherche\nCourriel : a.yusuf@imr.example.org"
    found = understood(mail(f"Bonjour,\n\n{said}\n\n{form}\n\nAmina Yusuf", sender=COLLEAGUE))
    assert (found.classification, found.replaces) == ("substitution", "DLG27-2-0402")
    [person] = found.proposals
    assert (person.full_name, person.function, person.replaces) == (
        "Amina Yusuf",
        "Chargée de recherche",
        "DLG27-2-0402",
    )


def test_who_only_writes_of_a_replacement_does_not_come() -> None:
    text = "Dear all,\n\nMr Tobias Nwachukwu-Lind will be replaced by Ms Jo Park.\n\nRegards,\nAmina Yusuf\nAssistant"
    found = understood(mail(text, sender=COLLEAGUE))
    assert [person.full_name for person in found.proposals] == ["Jo Park"]


@pytest.mark.parametrize(
    "note",
    [
        (
            "2. Ms Jo Park, Analyst, j.park@imr.example.org (replacing Mr Tobias Nwachukwu-Lind, DLG27-2-0402)\n"
            "3. Mr Li Wei, Adviser, l.wei@imr.example.org"
        ),
        (
            "2. Ms Jo Park, Analyst, j.park@imr.example.org\n3. Mr Li Wei, Adviser, l.wei@imr.example.org\n\n"
            "Ms Park replaces Mr Tobias Nwachukwu-Lind (DLG27-2-0402)."
        ),
    ],
)
def test_of_a_list_only_who_is_named_for_it_replaces(note: str) -> None:
    text = (
        f"Dear all,\n\nour delegation to the June workshop:\n\n1. Ms Ada Bell, Director, a.bell@imr.example.org\n{note}"
    )
    found = understood(mail(f"{text}\n\nRegards,\nAmina Yusuf", sender=COLLEAGUE))
    assert [(one.full_name, one.action, one.replaces) for one in found.proposals] == [
        ("Ada Bell", "register", ""),
        ("Jo Park", "substitute", "DLG27-2-0402"),
        ("Li Wei", "register", ""),
    ]


def test_all_of_a_list_come_instead_where_nobody_is_named_for_it() -> None:
    text = (
        "Dear all,\n\nMr Tobias Nwachukwu-Lind (DLG27-2-0402) will be replaced by the following persons:\n\n"
        "1. Ms Ada Bell, Director, a.bell@imr.example.org\n2. Ms Jo Park, Analyst, j.park@imr.example.org\n\n"
        "Amina Yusuf"
    )
    found = understood(mail(text, sender=COLLEAGUE))
    assert [one.replaces for one in found.proposals] == ["DLG27-2-0402"] * 2


@pytest.mark.parametrize(
    "said",
    [
        "Please cancel registration DLG27-2-0388 only; mine stands.",
        "Please cancel DLG27-2-0388. My own registration (DLG27-2-0402) remains.",
        "Bastien (DLG27-2-0388) cannot attend.",
    ],
)
def test_a_reference_says_which_registration_ends(said: str) -> None:
    answer = mail(f"Hello,\n\n{said}\n\nTobias", sender=TOBIAS, subject="Re: confirmed", In_Reply_To=CONFIRMATION)
    found = understood(answer)
    assert (found.classification, found.targets) == ("cancellation", ("DLG27-2-0388",))


@pytest.mark.parametrize(
    ("said", "function"),
    [
        ("Ma fonction est depuis le 1er mai « Chef de service ».", "Chef de service"),
        ("Une correction : ma fonction est depuis le 1er mai « Chef de service ».", "Chef de service"),
    ],
)  # fmt: skip
def test_what_is_to_be_called_otherwise(said: str, function: str) -> None:
    answer = mail(f"Hello,\n\n{said}\n\nTobias", sender=TOBIAS, subject="Re: confirmed", In_Reply_To=CONFIRMATION)
    found = understood(answer)
    changes = found.changes
    assert found.classification == "update"
    assert changes is not None
    assert changes.function == function


def test_another_person_s_name_is_no_new_spelling() -> None:
    said = "Please correct my phone number to +41 22 555 01 10 and send the name badge to Mr Lindgren Olsson."
    answer = mail(f"Hello,\n\n{said}\n\nTobias", sender=TOBIAS, subject="Re: confirmed", In_Reply_To=CONFIRMATION)
    changes = understood(answer).changes
    assert changes is not None
    assert changes.family_name == changes.given_name == ""


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("I am away and will return to the office on Tuesday 25 May. Bye", "2027-05-25"),
        ("Me encuentro fuera y me reincorporaré el lunes 31 de mayo. Saludos", "2027-05-31"),
        ("Merci de votre message. Je serai de retour au bureau le lundi\n31 mai. Merci", "2027-05-31"),
    ],
)
def test_the_day_of_return(said: str, until: str) -> None:
    found = understood(mail(said, subject="Automatic reply: Reminder", Auto_Submitted="auto-replied"))
    assert found.absence is not None
    assert found.absence.until == until
