"""What is part of the name of a meeting is nobody's need, wish or request; nobody ends by a word that is swapped."""

import datetime

import pytest

from mailreader.condense import reading_of
from mailreader.findings import EventFacts, RegistrationFacts, Understanding
from tests.mailreader.mails import context, mail, understood

PERSON = "Renate Okonjo <r.okonjo@elsewhere.example.org>"
TITLES = {
    "blind": {
        "en": "Blind spots in wheelchair design",
        "fr": "Fauteuil roulant et villes sourdes",
        "es": "Ciudades ciegas",
    },
    "cancel": {"en": "Cancel Culture and the Media", "fr": "Annulation et médias", "es": "La cancelación y los medios"},
    "vessels": {"en": "Registration of Vessels: a Workshop", "fr": "Registre des navires", "es": "Registro de buques"},
    "swap": {
        "en": "Substitution of imports",
        "fr": "Retour et développement",
        "es": "La substitución de importaciones",
    },
}


def _read(text: str, name: str, *, is_registered: bool = False) -> Understanding:
    event = EventFacts(
        name, "NAM27", TITLES[name], datetime.date(2027, 6, 2), datetime.date(2027, 6, 3), is_open=True,
        venue="Hearing Loop House, Lisbon",
    )  # fmt: skip
    known = RegistrationFacts("NAM27-0007", name, "Renate", "Okonjo", "r.okonjo@elsewhere.example.org")
    registrations = [known] if is_registered else []
    return understood(mail(text, sender=PERSON), events=[event], registrations=registrations)


def _needs(found: Understanding) -> list[str]:
    people = [*found.proposals, *([found.changes] if found.changes else [])]
    return [*found.restricted_text, *(value for one in people for value in one.restricted.values())]


@pytest.mark.parametrize(
    "text",
    [
        "I would like to attend Blind Spots in Wheelchair Design.",
        "I would like to attend the meeting on wheelchair design.",
        "I would like to attend the meeting at the Hearing Loop House.",
        "Je souhaite participer à la réunion « Fauteuil roulant et villes sourdes ».",
        "Je souhaite participer au séminaire « villes accessibles aux aveugles ».",
        "Deseo asistir a la reunión Ciudades ciegas.",
        "Deseo asistir al taller “rutas accesibles del puerto”.",
        "Please register me for the “accessible harbours” workshop.",
    ],
)
def test_the_name_of_a_meeting_is_nobodys_need(text: str) -> None:
    found = _read(text, "blind")
    assert (found.classification, len(found.proposals)) == ("registration_request", 1)
    assert _needs(found) == []


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("I would like to attend Blind Spots in Wheelchair Design. I use a wheelchair.", "wheelchair"),
        ("Je participerai à « Fauteuil roulant et villes sourdes » ; je suis sourde.", "sourde"),
        ("Deseo asistir al taller “rutas accesibles”. Soy ciega.", "ciega"),
        ("I would like to attend. I need “step free access” at the workshop.", "step free"),
    ],
)
def test_a_need_beside_the_name_of_a_meeting_is_one(text: str, need: str) -> None:
    assert need in " ".join(_needs(_read(text, "blind")))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cancel", "I have read the papers of Cancel Culture and the Media with pleasure."),
        ("cancel", "J'ai lu les documents du séminaire « Annulation de ma participation au débat »."),
        ("cancel", "Gracias por los documentos de la cancelación y los medios."),
        ("vessels", "Thank you for the papers of the Registration of Vessels."),
        ("vessels", "The Registration of Vessels, what a title!"),
        ("swap", "The papers of Substitution of imports are excellent."),
        ("swap", "Les documents du séminaire « Le remplacement des machines » sont excellents."),
        ("swap", "Los documentos de la substitución de importaciones son excelentes."),
        ("swap", "The papers for the workshop “Please register us as voters” are excellent."),
    ],
)
@pytest.mark.parametrize("is_registered", [True, False])
def test_the_name_of_a_meeting_asks_for_nothing(name: str, text: str, is_registered: bool) -> None:
    found = _read(text, name, is_registered=is_registered)
    assert (found.classification, found.proposals, found.targets) == ("needs_review", [], ())


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("cancel", "Please cancel my registration for Cancel Culture and the Media.", "cancellation"),
        ("vessels", "Please register me for Registration of Vessels: a Workshop.", "registration_request"),
        ("swap", "Mr Ivo Klim will replace me at Substitution of imports.", "substitution"),
    ],
)
def test_what_is_asked_beside_the_name_of_a_meeting_is_asked(name: str, text: str, kind: str) -> None:
    assert _read(text, name, is_registered=kind != "registration_request").classification == kind


def test_a_subject_that_is_the_name_of_a_meeting_is_no_machines() -> None:
    event = EventFacts("work", "WRK27", {"en": "Out of Office: work from anywhere"}, is_open=True)
    content = mail("Please register me.", sender=PERSON, subject="Out of office: work from anywhere")
    found = understood(content, events=[event], registrations=[])
    assert found.classification == "registration_request"


def test_a_sentence_with_the_name_of_a_meeting_may_be_quoted() -> None:
    event = EventFacts("blind", "NAM27", TITLES["blind"], is_open=True)
    text = "I would like to attend Blind Spots in Wheelchair Design.\n\nI am deaf."
    found = reading_of(mail(text, sender=PERSON, subject="Wheelchair design"), context(events=[event]), "")
    assert (found.bare_subject, found.quotable[0]) == ("Wheelchair design", text.partition("\n")[0])
    assert "deaf" not in str(found.quotable)


# What somebody does not eat ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "need",
    [
        "I do not eat beef or shellfish",
        "she doesn't eat dairy or eggs",
        "Ivo cannot eat nuts or sesame",
        "je ne mange pas de boeuf ni de lait",
        "elle ne mange ni viande ni oeufs",
        "il ne peut pas manger de noix ou de lait",
        "no como pescado ni huevos",
        "ella no come carne ni leche",
        "no puede comer nueces ni leche",
    ],
)
@pytest.mark.parametrize("begins", ["By the way, {}.", "Por cierto: {}.", "Au fait, {} (merci)."])
def test_what_nobody_is_known_to_need_is_kept_apart_whole(begins: str, need: str) -> None:
    text = (
        f"Please register Ms Ines Varga (iv@x.example.org) and Mr Ivo Klim (ik@x.example.org).\n\n{begins.format(need)}"
    )
    found = understood(mail(text, sender=PERSON))
    assert len(found.proposals) == 2
    assert need.split()[-1] in " ".join(_needs(found))


@pytest.mark.parametrize(
    ("sentence", "need"),
    [
        ("I am deaf: will there be a transcript of the talks?", "transcript"),
        ("Je suis aveugle : aurai-je les documents en relief ?", "relief"),
        ("Soy sorda: ¿habrá una transcripción de las charlas?", "transcripción"),
        ("I do not eat fish, nor crab.", "crab"),
    ],
)
def test_a_need_stays_with_the_writer_and_out_of_what_is_open(sentence: str, need: str) -> None:
    text = f"Could you please register our colleague Ms Ines Varga (iv@x.example.org)?\n\n{sentence}"
    found = understood(mail(text, sender=PERSON))
    assert [(one.full_name, one.restricted) for one in found.proposals] == [("Ines Varga", {})]
    own = understood(mail(f"Please register me.\n\n{sentence}", sender=PERSON))
    assert [bool(one.restricted) for one in own.proposals] == [True]
    assert need not in str([one.reasons for one in (*found.proposals, *own.proposals)])


# Words that are swapped -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Pourriez-vous remplacer « Mme » par « M. » sur le badge et dans la liste ?",
        "Merci de mettre « Dr » à la place de « Mme ».",
        "Dans mon nom, merci de remplacer le e par un a.",
        "« Mme » doit être remplacé par « M. », je suis un monsieur.",
        "Please replace “Mr” by “Ms” on the badge.",
        "It should read “Dr” instead of “Mrs”.",
        "Please replace an s with a z in my surname.",
        "Please replace “Okonyo” with “Okonjo”.",
        "Por favor, sustituyan “Sr.” por “Sra.” en la credencial.",
        "Debe decir “Dra.” en lugar de “Sra.”, por favor.",
        "Les ruego reemplazar la “y” por una “j” en mi apellido.",
    ],
)
def test_a_word_that_is_swapped_ends_nobody(text: str) -> None:
    found = _read(text, "vessels", is_registered=True)
    assert found.classification not in ("substitution", "cancellation")
    assert [one for one in found.proposals if one.replaces] == []


@pytest.mark.parametrize(
    "text",
    [
        "Mme Okonjo sera remplacée par M. Klim.",
        "Pourriez-vous me remplacer par « M. Ivo Klim » ?",
        "Please replace me with “Ivo Klim” (ik@x.example.org).",
        "Please replace Ms Okonjo with Mr Klim.",
        "My colleague will replace me.",
        "Sustituya por favor a la Sra. Okonjo por el Sr. Klim.",
    ],
)
def test_who_is_replaced_by_somebody_may_end(text: str) -> None:
    found = _read(text, "vessels", is_registered=True)
    assert (found.classification, found.targets) == ("substitution", ("NAM27-0007",))


# Questions ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Who goes our council decides.\n\n1. Is there a fee?\n\nNo list yet, I'm afraid – they will come later.",
        "Is the meeting open to observers? I am told that she may attend only on one day.",
        "Is there a fee? I would say that they join online.",
        "Une question : y a-t-il des frais ? J'espère qu'ils peuvent participer en ligne.",
        "La séance est-elle publique ? Je voudrais savoir si elle peut participer un jour.",
        "¿Hay interpretación? Quisiera saber si ellos pueden asistir un solo día.",
        "¿Hay que pagar? Quisiera preguntar si ella puede participar en línea.",
    ],
)
def test_who_only_asks_is_not_proposed(text: str) -> None:
    assert _read(text, "cancel").proposals == []


def test_a_list_of_questions_before_anything_is_decided_is_a_question() -> None:
    text = "Whether anybody goes our board decides:\n\n1. Is there a fee?\n\nI'm afraid – they will come later."
    assert _read(text, "cancel").classification == "question"


@pytest.mark.parametrize(
    "text",
    [
        "Is there a fee? I would very much like to attend.",
        "I hope that my colleague and I can attend. Is there a fee?",
        "Y a-t-il des frais ? Je souhaite participer.",
        "¿Hay que pagar? Deseo asistir.",
    ],
)
def test_who_asks_for_a_place_beside_a_question_is_proposed(text: str) -> None:
    found = _read(text, "cancel")
    assert (found.classification, len(found.proposals)) == ("registration_request", 1)
