"""Who gives up a place and who keeps it: what is said as if, clauses that go on behind a bracket, several who leave."""

import pytest

from mailreader.wants import wants_of
from tests.mailreader.mails import mail, understood

TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
AMINA = "Amina Yusuf <a.yusuf@imr.example.org>"
CONFIRMATION = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"


@pytest.mark.parametrize(
    "text",
    [
        "I would have come, but I have to withdraw my registration.",
        "Although I would have liked to participate, I must cancel my participation.",
        "I would have loved to attend the workshop, please cancel my registration.",
        "J'aurais aimé venir, mais je vous prie d'annuler mon inscription.",
        "Me habría gustado asistir, pero debo cancelar mi inscripción.",
        "There is nobody who can come, so please cancel my registration.",
    ],
)
def test_what_somebody_would_have_done_denies_nothing_behind_a_comma(text: str) -> None:
    found = understood(mail(text, sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert (found.classification, found.targets) == ("cancellation", ("DLG27-2-0402",))


def test_where_nobody_can_drive_somebody_can_be_registered() -> None:
    found = understood(mail("We have nobody who could drive, please register Ms Jo Park.", sender=AMINA))
    assert [one.full_name for one in found.proposals] == ["Jo Park"]


@pytest.mark.parametrize("text", ["We have nobody who could come.", "She would have liked to take my place."])
def test_what_nobody_does_is_not_asked_for(text: str) -> None:
    wants = wants_of(text)
    assert (wants.request, wants.substitute) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "Please cancel DLG27-2-0388, Marisol Etcheverría Quiroga (DLG27-2-0395) keeps her place.",
        "Please cancel DLG27-2-0388, Marisol Etcheverría Quiroga – DLG27-2-0395 – keeps her place.",
        "Please cancel Bastien Courvoisier, Marisol Etcheverría Quiroga (IMR) keeps her place.",
    ],
)
def test_a_bracket_does_not_end_the_clause_of_who_stays(text: str) -> None:
    assert understood(mail(text, sender=AMINA)).targets == ("DLG27-2-0388",)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "Please cancel Bastien Courvoisier and Marisol Etcheverría Quiroga.",
            ("DLG27-2-0388", "DLG27-2-0395"),
        ),
        (
            "Bastien Courvoisier cannot come, Marisol Etcheverría Quiroga cannot come either: please cancel both.",
            ("DLG27-2-0388", "DLG27-2-0395"),
        ),
        (
            "Bastien Courvoisier can no longer come; Marisol Etcheverría Quiroga comes.",
            ("DLG27-2-0388",),
        ),
        (
            "Bastien Courvoisier and Ms Marisol Etcheverría Quiroga cannot attend.",
            ("DLG27-2-0388", "DLG27-2-0395"),
        ),
        (
            "Bastien Courvoisier comes and Marisol Etcheverría Quiroga cannot come.",
            ("DLG27-2-0395",),
        ),
        (
            "Bastien Courvoisier ne peut venir et Marisol Etcheverría Quiroga vient seule.",
            ("DLG27-2-0388",),
        ),
        (
            "Please cancel the registration of Colleague Bastien Courvoisier.",
            ("DLG27-2-0388",),
        ),
        (
            "Marisol Etcheverría Quiroga comes; Bastien Courvoisier can no longer come.",
            ("DLG27-2-0388",),
        ),
    ],
)
def test_all_who_leave_in_one_sentence_leave(text: str, targets: tuple[str, ...]) -> None:
    assert understood(mail(text, sender=AMINA)).targets == targets


@pytest.mark.parametrize(
    "text",
    [
        "Please do not forget to cancel my registration.",
        "N'oubliez pas d'annuler mon inscription.",
        "No se olviden de cancelar mi inscripción.",
    ],
)
def test_not_to_forget_asks_for_it(text: str) -> None:
    assert wants_of(text).cancel == [text]


def test_not_to_hesitate_asks_for_it() -> None:
    assert wants_of("Do not hesitate to register me.").request == ["Do not hesitate to register me."]


@pytest.mark.parametrize(
    "text",
    [
        "Please cancel my registration.",
        "I would like to cancel my registration.",
        "Je vous prie d'annuler mon inscription.",
        "Por favor, cancelen mi inscripción.",
    ],
)
def test_a_stranger_who_only_cancels_is_not_proposed(text: str) -> None:
    found = understood(mail(text))
    assert (found.classification, found.proposals, found.targets) == ("cancellation", [], ())
    assert "registration_not_found" in found.flags


@pytest.mark.parametrize(
    "text",
    [
        "I would like to attend DLG27-2. Please cancel my hotel.",
        "As my director cannot come, I will attend DLG27-2.",
        "I cannot come on the first day, I will attend DLG27-2 on the second.",
    ],
)
def test_a_stranger_who_ends_something_else_is_proposed(text: str) -> None:
    found = understood(mail(f"Dear all,\n\n{text}\n\nAna Ruiz Soler"))
    assert [one.full_name for one in found.proposals] == ["Ana Ruiz Soler"]


@pytest.mark.parametrize(
    "text",
    [
        "Mr Bastien Courvoisier cannot travel and Ms Jo Park will come in his place.",
        "Ms Jo Park will attend instead of Mr Bastien Courvoisier, who cannot travel.",
        "M. Bastien Courvoisier ne pourra pas venir et Mme Jo Park le remplacera.",
        "Mme Jo Park participera à la place de M. Bastien Courvoisier, qui ne peut pas venir.",
        "El Sr. Bastien Courvoisier no podrá viajar y en su lugar irá la Sra. Jo Park.",
        "La Sra. Jo Park asistirá en sustitución del Sr. Bastien Courvoisier, que causa baja.",
    ],
)
def test_who_comes_in_the_place_of_somebody_is_named_beside_who_goes(text: str) -> None:
    found = understood(mail(text, sender=AMINA))
    assert (found.classification, found.targets) == ("substitution", ("DLG27-2-0388",))
    assert [(one.full_name, one.replaces) for one in found.proposals] == [("Jo Park", "DLG27-2-0388")]


@pytest.mark.parametrize(
    "text",
    [
        "I cannot travel and Ms Jo Park will come in my place.",
        "I have to cancel my registration and Ms Jo Park will replace me.",
        "Je ne pourrai pas venir et Mme Jo Park me remplacera.",
        "No podré viajar y la Sra. Jo Park irá en mi lugar.",
    ],
)
def test_who_comes_in_the_place_of_the_writer_is_named_beside(text: str) -> None:
    found = understood(mail(text, sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert (found.classification, found.targets) == ("substitution", ("DLG27-2-0402",))
    assert [(one.full_name, one.replaces) for one in found.proposals] == [("Jo Park", "DLG27-2-0402")]
