"""What a seventh forty of unseen mails showed, in other words: who writes for himself and others, what is no end."""

import pytest

from tests.mailreader.mails import mail, understood

TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
OTHER = "Rosa Quiroz (rosa.quiroz@puertos.example.org)"


@pytest.mark.parametrize(
    "text",
    [
        f"I want to sign up for the workshop with one colleague, {OTHER}, our harbour master.",
        f"I would love to enrol for the workshop, and so would {OTHER}.",
        f"Nous serons deux à l'atelier : moi-même et notre capitaine, {OTHER}.",
        f"Somos dos para el taller: inscríbeme, por favor, y también a {OTHER}.",
        f"Por favor, anótame en el taller. Viene conmigo {OTHER}.",
    ],
)
def test_the_writer_who_asks_for_himself_and_another_is_one_of_them(text: str) -> None:
    found = understood(mail(f"{text}\n\nAda Okafor\n", sender="Ada Okafor <ada.okafor@ports.example.org>"))
    assert {person.family_name for person in found.proposals} == {"Okafor", "Quiroz"}


@pytest.mark.parametrize("who", ["myself, ", "moi-même, ", "yo misma, "])
def test_the_writer_may_be_an_item_of_the_list(who: str) -> None:
    text = f"Dear all,\n\nplease register:\n\n- {who}Ada Okafor, harbour master\n- {OTHER}, pilot\n\nAda Okafor\n"
    found = understood(mail(text, sender="Ada Okafor <ada.okafor@ports.example.org>")).proposals
    assert [(one.full_name, one.function, one.is_sender) for one in found] == [
        ("Ada Okafor", "harbour master", True),
        ("Rosa Quiroz", "pilot", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Please register my colleague Rosa Quiroz (rosa.quiroz@puertos.example.org) for the workshop.",
        "Merci d'inscrire Rosa Quiroz (rosa.quiroz@puertos.example.org) à l'atelier. Je ne viendrai pas moi-même.",
        "Por favor, inscriban en el taller a Rosa Quiroz (rosa.quiroz@puertos.example.org).",
    ],
)
def test_who_asks_for_another_alone_is_not(text: str) -> None:
    found = understood(mail(f"{text}\n\nAda Okafor\n", sender="Ada Okafor <ada.okafor@ports.example.org>"))
    assert [person.family_name for person in found.proposals] == ["Quiroz"]


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for writing. I hope that a place becomes free!",
        "Merci de votre message. J'espère qu'il se libère une place.",
        "Gracias por avisar. ¡Ojalá se libere una plaza!",
    ],
)
def test_a_place_that_somebody_hopes_for_is_not_given_up(text: str) -> None:
    found = understood(
        mail(f"{text}\n\nTobias", sender=TOBIAS, subject="Re: [DLG27-2-0402] You are on the waiting list")
    )
    assert found.classification != "cancellation"
    assert found.targets == ()


@pytest.mark.parametrize(
    "text",
    [
        "Je confirme ma présence à l'assemblée générale des armateurs, les 21 et 22 novembre 2027 à Anvers.",
        "I confirm my presence at the annual assembly of shipowners, 21 and 22 November 2027 in Antwerp.",
        "Confirmo mi asistencia a la asamblea de armadores, los días 21 y 22 de noviembre de 2027 en Amberes.",
    ],
)
def test_another_houses_assembly_is_none_of_ours(text: str) -> None:
    found = understood(mail(f"{text}\n\nAda Okafor", sender="Ada Okafor <ada.okafor@ports.example.org>"))
    assert found.event == ""
    assert "speaks_of_another_event" in found.flags


def test_a_need_told_in_a_change_is_quoted_by_no_reason() -> None:
    text = "I forgot to say on the form that I'm allergic to shellfish, badly.\n\nTobias"
    found = understood(mail(text, sender=TOBIAS, subject="RE: [DLG27-2-0402] Your registration is confirmed"))
    assert found.changes is not None
    assert any("shellfish" in words for words in found.all_restricted)
