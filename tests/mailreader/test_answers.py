"""Answers to our mails, and mails about registrations that exist."""

import pytest

from mailreader.fields import phone_in
from tests.mailreader.mails import mail, understood

CONFIRMATION = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
MARISOL = "Marisol Etcheverría Quiroga <m.etcheverria@red-retorno.example.org>"
BASTIEN = "Bastien Courvoisier <b.courvoisier@ville-montfalcon.example.org>"


def test_a_cancellation_in_english_from_a_client_that_drops_references() -> None:
    found = understood(
        mail(
            "Dear all,\n\nI am sorry to say that I will no longer be able to attend the workshop. Please cancel my "
            "registration.\n\nTobias",
            sender=TOBIAS,
            subject="RE: [DLG27-2-0402] Your registration is confirmed",
        )
    )
    assert found.classification == "cancellation"
    assert found.thread is not None
    assert found.thread.by == ("subject_token",)
    assert (found.targets, found.proposals, found.event) == (("DLG27-2-0402",), [], "dlg27-2")


def test_a_cancellation_in_french_without_any_mark_is_found_by_the_sender() -> None:
    found = understood(
        mail(
            "Bonjour,\n\nJe suis malheureusement empêché et ne pourrai pas participer à l'atelier. Merci d'annuler "
            "mon inscription.\n\n"
            "Bastien Courvoisier",
            sender=BASTIEN,
            subject="Empêchement",
        )
    )
    assert found.classification == "cancellation"
    assert found.targets == ("DLG27-2-0388",)
    assert found.thread is None
    assert "asked_by_the_person" in found.flags


def test_one_member_is_cancelled_by_name_and_a_stranger_asks() -> None:
    found = understood(
        mail(
            "Good afternoon,\nplease cancel the registration of Mr Tobias Nwachukwu-Lind.\nRegards,\nJ. Doe",
            sender="J. Doe <jd@elsewhere.example.org>",
        )
    )
    assert found.classification == "cancellation"
    assert found.targets == ("DLG27-2-0402",)
    assert "asked_by_a_stranger" in found.flags


def test_a_substitution_in_english_in_one_sentence() -> None:
    found = understood(
        mail(
            "Dear colleagues,\n\nI cannot travel in June. My colleague Dr Amina Yusuf (a.yusuf@imr.example.org), "
            "Research Officer, will "
            "attend in my place.\n\nBest,\nTobias",
            sender=TOBIAS,
            subject="Re: Your registration is confirmed",
            In_Reply_To=CONFIRMATION,
        )
    )
    assert found.classification == "substitution"
    assert found.replaces == "DLG27-2-0402"
    [person] = found.proposals
    assert (person.full_name, person.email, person.function) == (
        "Amina Yusuf",
        "a.yusuf@imr.example.org",
        "Research Officer",
    )
    assert person.organisation == "Institute for Mobility Research"
    assert person.replaces == "DLG27-2-0402"


def test_a_substitution_in_spanish_by_a_colleague() -> None:
    found = understood(
        mail(
            "Estimados señores:\n\nLes informo que la Sra. Marisol Etcheverría Quiroga será sustituida por el Sr. "
            "Diego Paz Luna, Coordinador, "
            "d.paz@red-retorno.example.org.\n\nAtentamente,\nSecretaría",
            sender="Secretaría <secretaria@red-retorno.example.org>",
            subject="Cambio de participante",
        )
    )
    assert found.classification == "substitution"
    assert found.replaces == "DLG27-2-0395"
    assert [person.full_name for person in found.proposals] == ["Diego Paz Luna"]
    assert "asked_by_same_house" in found.flags


def test_a_substitute_without_a_name_is_a_place_to_fill() -> None:
    found = understood(
        mail(
            "Je ne pourrai pas venir ; un collègue me remplacera, je vous enverrai son nom.\n\nBastien",
            sender=BASTIEN,
            subject="Re: [DLG27-2-0388] Rappel",
        )
    )
    assert found.classification == "substitution"
    assert [person.is_placeholder for person in found.proposals] == [True]


def test_coming_online_instead_is_an_update_and_no_cancellation() -> None:
    found = understood(
        mail(
            "Hello, unfortunately I cannot travel to Geneva, but I will participate online instead. Thanks, Tobias",
            sender=TOBIAS,
            subject="Re: Your registration",
            In_Reply_To=CONFIRMATION,
        )
    )
    assert found.classification == "update"
    assert found.targets == ("DLG27-2-0402",)
    assert found.changes is not None
    assert found.changes.mode == "online"
    assert found.proposals == []


def test_a_new_address_is_an_update() -> None:
    found = understood(
        mail(
            "Bonjour,\n\nPourriez-vous corriger mon inscription : ma nouvelle fonction est ci-dessous.\n\nFonction : "
            "Premier adjoint\n"
            "Téléphone : +33 1 99 00 00 01\n\nMerci\nBastien Courvoisier",
            sender=BASTIEN,
            subject="Re: [DLG27-2-0388] Rappel : informations pratiques",
        )
    )
    assert found.classification == "update"
    assert found.changes is not None
    assert found.changes.function == "Premier adjoint"


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("IDM-2015-0042", ""),
        ("DLG27-2-0388", ""),
        ("IDM-2015-0042, telephone +238 555 0100", "+238 555 0100"),
        ("022-555-0100", "022-555-0100"),
    ],
)
def test_a_reference_is_no_telephone_number(text: str, phone: str) -> None:
    assert phone_in(f"Please change my registration: {text}.") == phone


def test_a_confirmation_of_coming_is_an_update_of_the_thread() -> None:
    found = understood(
        mail("Confirmo mi asistencia. Saludos, Marisol", sender=MARISOL, subject="Re: [DLG27-2-0395] Confirmación")
    )
    assert found.classification == "update"
    assert found.proposals == []


def test_a_question_in_a_thread_is_a_question() -> None:
    found = understood(
        mail(
            "Dear secretariat,\n\nwhich gate should I use on the first day?\n\nTobias",
            sender=TOBIAS,
            subject="Re: [DLG27-2-0402] Your registration is confirmed",
            In_Reply_To=CONFIRMATION,
        )
    )
    assert found.classification == "question"
    assert found.thread is not None
    assert found.thread.registration == "DLG27-2-0402"


def test_a_second_request_of_the_same_person_is_a_duplicate() -> None:
    found = understood(
        mail(
            "Hello, I would like to register for the June workshop.\n\nTobias Nwachukwu-Lind\nResearcher",
            sender=TOBIAS,
            subject="Registration",
        )
    )
    assert found.classification == "duplicate"
    assert found.targets == ("DLG27-2-0402",)
    assert found.proposals == []  # who is registered is not proposed again


def test_another_person_at_the_same_office_address_is_no_duplicate() -> None:
    found = understood(
        mail(
            "Please register Ms Clara Benning, Analyst, t.nwachukwu-lind@imr.example.org, for the June "
            "workshop.\n\nRegards",
            sender="Office <office@imr.example.org>",
        )
    )
    assert found.classification == "registration_request"
    assert [person.registration for person in found.proposals] == [""]


def test_an_old_thread_can_speak_of_another_event() -> None:
    found = understood(
        mail(
            "Dear all, I would also like to apply for the Turin course in November (TUR27).\n\nTobias",
            sender=TOBIAS,
            subject="Re: [DLG27-2-0402] Your registration is confirmed",
            In_Reply_To=CONFIRMATION,
        )
    )
    assert found.event == "tur27"
    assert "speaks_of_another_event" in found.flags


def test_unknown_references_make_no_thread() -> None:
    found = understood(
        mail(
            "I would like to register for the June workshop.\n\nMia Holt",
            sender="Mia Holt <m@x.example.org>",
            References="<a@b.example.org>",
        )
    )
    assert found.thread is None


def test_a_quote_in_outlook_style_is_not_read_again() -> None:
    found = understood(
        mail(
            "Merci beaucoup, bien reçu.\n\nBastien\n\n________________________________\nDe : Dialogue "
            "<dialogue@events.example.org>\n"
            "Envoyé : lundi 10 mai 2027 09:00\nÀ : Bastien Courvoisier\nObjet : Inscription\n\nPour vous inscrire ou "
            "annuler, "
            "écrivez-nous : Nom : … Prénom : …\nMme Jeanne Test, Directrice, j.test@x.example.org",
            sender=BASTIEN,
            subject="RE: [DLG27-2-0388] Inscription",
        )
    )
    assert found.proposals == []
    assert found.classification in ("needs_review", "update")


def test_an_answer_below_the_quote_is_read() -> None:
    found = understood(
        mail(
            "On Mon, May 10, 2027 at 5:30 PM Dialogue secretariat <dialogue@events.example.org> wrote:\n> Your "
            "registration is confirmed.\n"
            "> Reply to cancel.\n\nI have to withdraw from the meeting, sorry.\n\nTobias",
            sender=TOBIAS,
            subject="Re: Your registration",
            In_Reply_To=CONFIRMATION,
        )
    )
    assert found.classification == "cancellation"


def test_if_i_cannot_come_cancels_nothing() -> None:
    found = understood(
        mail(
            "If I cannot attend in the end, may a colleague take my seat?",
            sender=TOBIAS,
            subject="Re: Your registration",
            In_Reply_To=CONFIRMATION,
        )
    )
    assert found.classification in ("question", "needs_review")


NEW = "Ms Ida Roll (i.roll@x.example.org)"


@pytest.mark.parametrize(
    "text",
    [
        f"My colleague Jane Doe cannot come. {NEW} will come in her place.",
        f"I would like to replace our delegate by {NEW}.",
        f"Our director will be replaced by {NEW}.",
        f"{NEW} will come instead.",
        "Je souhaite remplacer ma collègue Jeanne Dupont par Mme Ida Roll (i.roll@x.example.org).",
        "La Sra. Juana Pérez no podrá asistir. La sustituirá la Sra. Ida Roll (i.roll@x.example.org).",
    ],
)
@pytest.mark.parametrize("headers", [{}, {"In_Reply_To": CONFIRMATION}])
def test_who_is_replaced_stays_open_where_somebody_is_meant_whom_we_do_not_know(
    text: str, headers: dict[str, str]
) -> None:
    found = understood(mail(text, sender=TOBIAS, **headers))
    assert (found.classification, found.targets, found.replaces) == ("substitution", (), "")
    assert "registration_not_found" in found.flags


@pytest.mark.parametrize(
    "text",
    [
        f"I cannot attend. {NEW} will come instead.",
        f"I will be replaced by my colleague {NEW}.",
        f"Please give my place to {NEW}.",
        "Je serai remplacé par ma collègue Mme Ida Roll (i.roll@x.example.org).",
        "No podré asistir. En mi lugar irá mi colega Pablo Rey Soto (p.rey@x.example.org).",
    ],
)
def test_who_speaks_of_himself_is_the_one_replaced(text: str) -> None:
    assert understood(mail(text, sender=TOBIAS)).replaces == "DLG27-2-0402"
