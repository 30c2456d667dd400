"""What a mail wants, in other words: what is denied, who stays, who is undecided, new offices, reasons, absences."""

import pytest

from mailreader.wants import wants_of
from tests.mailreader.mails import mail, understood, xlsx

CONFIRMATION = "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>"
CONFIRMACION = "<confirmation.dlg27-2.0395.20270429@mail.events.example.org>"
REMINDER = "<reminder.dlg27-2.0388.20270511@mail.events.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
MARISOL = "Marisol Etcheverría Quiroga <m.etcheverria@red-retorno.example.org>"
BASTIEN = "Bastien Courvoisier <b.courvoisier@ville-montfalcon.example.org>"
COLLEAGUE = "Amina Yusuf <a.yusuf@imr.example.org>"


@pytest.mark.parametrize(
    "text",
    [
        "Please do not cancel my registration.",
        "There is no need to cancel anything, and I don't want to withdraw my registration.",
        "N'annulez pas mon inscription, s'il vous plaît.",
        "Je ne souhaite pas annuler mon inscription.",
        "Por favor, no cancelen mi inscripción.",
        "No deseo anular mi plaza.",
    ],
)
def test_what_is_denied_is_not_asked_for(text: str) -> None:
    assert wants_of(text).cancel == []


@pytest.mark.parametrize(
    "text",
    [
        "I have no choice but to cancel my registration.",
        "As I will not be travelling I must cancel my registration.",
        "Je n'ai pas d'autre choix que d'annuler mon inscription.",
        "No tengo más remedio que cancelar mi inscripción.",
        "Como no viajaré debo cancelar mi inscripción.",
    ],
)
def test_a_denial_of_something_else_denies_nothing(text: str) -> None:
    assert wants_of(text).cancel == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Nobody will replace him.",
        "She will not be replaced.",
        "We do not wish to name a substitute.",
        "A replacement is not needed.",
        "His successor has not yet been appointed.",
        "Son successeur n'a pas encore été désigné.",
        "El sucesor aún no ha sido nombrado.",
        "Il ne sera pas remplacé.",
        "Nous ne désignerons aucun remplaçant.",
        "Sans remplaçant.",
        "No será sustituida.",
        "Nadie lo sustituirá.",
        "No habrá sustituto.",
    ],
)
def test_who_is_not_replaced_is_not_replaced(text: str) -> None:
    assert wants_of(text).substitute == []


@pytest.mark.parametrize(
    ("gone", "stays"),
    [
        (
            "Mr Nwachukwu-Lind cannot attend after all; he will not be replaced.",
            "Mr Courvoisier and Ms Etcheverría Quiroga remain registered and will attend both days.",
        ),
        (
            "M. Nwachukwu-Lind ne pourra pas venir et ne sera pas remplacé.",
            "M. Courvoisier reste inscrit et participera comme prévu.",
        ),
        (
            "El Sr. Nwachukwu-Lind no podrá viajar. No será sustituido.",
            "La Sra. Ruiz Peña sigue inscrita y asistirá según lo previsto.",
        ),
    ],
)
def test_who_stays_does_not_replace_who_goes(gone: str, stays: str) -> None:
    found = understood(
        mail(f"Dear all,\n\n{gone}\n\n{stays}\n\nAmina Yusuf", sender=COLLEAGUE, In_Reply_To=CONFIRMATION)
    )
    assert (found.classification, found.targets, found.proposals) == ("cancellation", ("DLG27-2-0402",), [])


@pytest.mark.parametrize(
    "text",
    [
        "I am writing to say that Jo Park (j.park@imr.example.org) replaces Ivo Klim at the workshop.",
        "I kindly ask you to note the substitution, given that Ivo Klim has left.",
        "I wanted to let you know about a substitution, namely that Jo will take the place of Ivo.",
        "Je vous informe du remplacement convenu hier, à savoir que Mme Jo Park remplacera M. Ivo Klim.",
        "Le informo de la sustitución, es decir, que Jo Park sustituye a Ivo Klim.",
    ],
)
def test_who_only_writes_that_somebody_is_replaced_keeps_his_place(text: str) -> None:
    found = understood(mail(text, sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert (found.classification, found.targets, found.replaces) == ("substitution", (), "")


@pytest.mark.parametrize("text", ["I will be replaced by Ms Jo Park.", "Je serai remplacée par Mme Jo Park."])
def test_who_is_replaced_himself_gives_his_place(text: str) -> None:
    found = understood(mail(text, sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert (found.classification, found.replaces) == ("substitution", "DLG27-2-0402")


@pytest.mark.parametrize(
    ("text", "sender", "thread", "target"),
    [
        (
            (
                "Our delegation changes:\n\n- M. Bastien Courvoisier (DLG27-2-0388) drops out.\n"
                "- Ms Jo Park, Analyst, j.park@imr.example.org replaces him.\n\nMy own registration does not change."
            ),
            TOBIAS,
            CONFIRMATION,
            "DLG27-2-0388",
        ),
        (
            (
                "Notre délégation change. M. Tobias Nwachukwu-Lind n'en fera pas partie.\n"
                "Mme Jo Park, analyste (j.park@imr.example.org), le remplace. Ma propre inscription reste inchangée."
            ),
            BASTIEN,
            REMINDER,
            "DLG27-2-0402",
        ),
        (
            (
                "Hay un cambio: el Sr. Tobias Nwachukwu-Lind deja de participar.\n"
                "Lo sustituye la Sra. Jo Park, analista (j.park@imr.example.org). Mi inscripción queda sin cambios."
            ),
            MARISOL,
            CONFIRMACION,
            "DLG27-2-0402",
        ),
    ],
)
def test_who_answers_for_a_colleague_keeps_the_own_place(text: str, sender: str, thread: str, target: str) -> None:
    found = understood(mail(text, sender=sender, In_Reply_To=thread))
    assert (found.classification, found.targets, found.replaces) == ("substitution", (target,), target)
    assert [(one.full_name, one.replaces) for one in found.proposals] == [("Jo Park", target)]


def test_nobody_goes_where_the_writer_stays_and_no_other_is_known() -> None:
    text = "My deputy, who is on your list, will be replaced by Ms Jo Park. My own registration remains as it is."
    found = understood(mail(text.replace("as it is", "valid"), sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert found.targets == ()
    assert "registration_not_found" in found.flags


@pytest.mark.parametrize(
    ("text", "sender", "thread", "function"),
    [
        (
            (
                "I shall follow the workshop online instead of in person. Please do not cancel my registration.\n"
                "From 1 June I will be Deputy Director, Field Studies (so far: Researcher)."
            ),
            TOBIAS,
            CONFIRMATION,
            "Deputy Director, Field Studies",
        ),
        (
            (
                "Je suivrai l'atelier en ligne au lieu de me déplacer ; n'annulez pas mon inscription, merci.\n"
                "Depuis le 3 mai, je suis directrice adjointe du logement."
            ),
            BASTIEN,
            REMINDER,
            "directrice adjointe du logement",
        ),
        (
            (
                "Seguiré el taller en línea en vez de presencialmente. No anulen mi plaza, por favor.\n"
                "Además, he sido nombrada Coordinadora de Programas."
            ),
            MARISOL,
            CONFIRMACION,
            "Coordinadora de Programas",
        ),
    ],
)
def test_another_way_of_coming_and_a_new_office_are_changes(text: str, sender: str, thread: str, function: str) -> None:
    found = understood(mail(text, sender=sender, In_Reply_To=thread))
    assert found.changes is not None
    assert (found.classification, found.changes.mode, found.changes.function) == ("update", "online", function)


@pytest.mark.parametrize("text", ["I will be travelling from Oslo.", "Je serai en retard."])
def test_not_all_that_somebody_will_be_is_an_office(text: str) -> None:
    found = understood(
        mail(f"Please change my mode: online instead of in person.\n{text}", sender=TOBIAS, In_Reply_To=CONFIRMATION)
    )
    assert found.changes is not None
    assert (found.changes.mode, found.changes.function) == ("online", "")


@pytest.mark.parametrize(
    "lines",
    [
        "> - What is your function?\n\nAnalyst\n\n> - Do you need a visa letter?\n\nYes please\n",
        "> 1. Quelle est votre fonction ?\n\nAnalyste\n\n> 2. Avez-vous besoin d'une lettre pour le visa ?\n\nOui\n",
        "> - ¿Cuál es su cargo?\n\nAnalista\n\n> - ¿Necesita una carta para el visado?\n\nSí, por favor\n",
    ],
)
def test_answers_to_whole_questions(lines: str) -> None:
    text = f"See my answers below.\n\nOn 10 May 2027 Dialogue wrote:\n> Dear Sir,\n>\n{lines}\n> The secretariat\n"
    found = understood(mail(text, sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert found.changes is not None
    assert found.changes.function.startswith("Analyst") or found.changes.function == "Analista"
    assert found.changes.wants_visa_letter
    assert "visa_letter" in found.flags


@pytest.mark.parametrize(
    ("text", "is_partly"),
    [
        ("I can only attend on 14 June.", True),
        ("Je ne viendrai que le 15 juin.", True),
        ("Présente uniquement la première journée.", True),
        ("Asistiré solamente los días 14 y 15 de junio.", True),
        ("Only the first two floors are open. I attend from 14 to 15 June.", False),
        ("Je confirme que le 14 juin je serai là.", False),
    ],
)
def test_who_comes_on_some_days_only(text: str, is_partly: bool) -> None:
    found = understood(mail(f"Please register me for DLG27-2.\n{text}\n\nAna Ruiz Soler"))
    assert ("comes_on_some_days" in found.flags) is is_partly


@pytest.mark.parametrize(
    "text",
    [
        (
            "Before we register anybody, we have two questions: is the workshop open to firms? Is there a fee?\n"
            "Depending on your answers we will decide whether to register two of us."
        ),
        (
            "Avant toute inscription, nous aimerions savoir si l'atelier est ouvert aux entreprises.\n"
            "Nous verrons ensuite s'il est utile de nous inscrire."
        ),
        (
            "Antes de rellenar el formulario de inscripción quisiera saber si el taller es gratuito.\n"
            "Según su respuesta veremos si nos conviene inscribirnos."
        ),
    ],
)
def test_who_has_not_decided_asks_only(text: str) -> None:
    found = understood(mail(f"Hello,\n\n{text}\n\nRegards", sender="Firm <info@firm.example.org>"))
    assert (found.classification, found.proposals) == ("question", [])


def flags_beside_a_list(text: str) -> list[str]:
    """What is flagged of a request for two persons that says this, too."""
    listed = "1. Ms Jo Park, Analyst, j.park@imr.example.org\n2. Mr Bo Lund, Adviser, b.lund@imr.example.org"
    found = understood(mail(f"Please register for DLG27-2:\n\n{listed}\n\n{text}\n\nAmina Yusuf", sender=COLLEAGUE))
    return found.flags


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("So kindly let us know when the doors open.", True),
        ("We would appreciate it if you could tell us when the doors open.", True),
        ("Nous vous saurions gré de nous indiquer l'heure d'ouverture.", True),
        ("Agradeceríamos que nos indicaran la hora de apertura.", True),
        ("Please let us know if you need anything else.", False),
        ("Merci de nous faire savoir s'il manque quelque chose.", False),
        ("Por favor, avísennos si falta algo.", False),
    ],
)
def test_a_question_beside_a_request(text: str, is_asked: bool) -> None:
    assert ("has_question" in flags_beside_a_list(text)) is is_asked


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Our travel costs are covered by the ministry, so we ask for no support.", False),
        ("Nos frais de voyage sont pris en charge par la commune ; nous ne sollicitons aucun soutien.", False),
        ("Los gastos de viaje corren por cuenta propia; no solicitamos ningún apoyo.", False),
        ("Nuestros gastos de viaje serán sufragados por la alcaldía.", False),
        ("We have no budget and ask you to cover our travel costs.", True),
        ("Could our travel costs be covered by your office?", True),
        ("Pourriez-vous prendre en charge nos frais de voyage ?", True),
    ],
)
def test_who_speaks_of_costs_does_not_always_ask_for_money(text: str, is_asked: bool) -> None:
    assert ("sponsorship" in flags_beside_a_list(text)) is is_asked


@pytest.mark.parametrize(
    ("reason", "apart"),
    [
        (
            "I am having a hip replacement in June, so I must cancel my registration.",
            "having a hip replacement in June",
        ),
        ("My doctor has forbidden me to fly; please cancel my registration.", "My doctor has forbidden me to fly"),
        ("Je suis alité depuis lundi : merci d'annuler mon inscription.", "Je suis alité depuis lundi"),
        ("Merci d'annuler mon inscription, car je me fais opérer de l'épaule.", "je me fais opérer de l'épaule"),
        (
            "Me operan de la rodilla en junio, por lo que debo anular mi inscripción.",
            "Me operan de la rodilla en junio",
        ),
    ],
)
def test_a_reason_of_health_is_kept_apart_as_it_is_told(reason: str, apart: str) -> None:
    found = understood(mail(f"Hello,\n\n{reason}\n\nTobias", sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert found.classification == "cancellation"
    assert any(apart in words for words in found.restricted_text)
    assert not any("cancel" in words or "annul" in words or "anul" in words for words in found.restricted_text)


@pytest.mark.parametrize(
    "text",
    [
        "Please register Dr Jo Park, the doctor of our hospital, Head of Rehabilitation.",
        "Merci d'inscrire le docteur Park, médecin à la clinique de Lakeside.",
        "Before the adoption of the agenda we would like to speak.",
    ],
)
def test_who_works_in_health_is_not_ill(text: str) -> None:
    found = understood(mail(f"{text}\n\nAmina Yusuf", sender=COLLEAGUE))
    assert [one.restricted for one in found.proposals if one.restricted] == []


@pytest.mark.parametrize(
    ("text", "until", "apart"),
    [
        ("I am on maternity leave from 3 May to 30 September 2027.", "2027-09-30", "maternity leave"),
        ("Je suis absente du 3 au 28 mai, en arrêt maladie.", "2027-05-28", "arrêt maladie"),
        ("Estaré fuera de la oficina entre el 3 y el 14 de mayo de 2027.", "2027-05-14", ""),
        ("I am out of the office. I will answer from Monday 17 May.", "2027-05-17", ""),
    ],
)
def test_an_absence_tells_its_end_and_not_its_reason(text: str, until: str, apart: str) -> None:
    headers = {"Auto_Submitted": "auto-replied", "In_Reply_To": CONFIRMATION}
    found = understood(mail(f"{text}\n\nWrite to Jo Park (j.park@imr.example.org).", sender=TOBIAS, **headers))
    assert found.absence is not None
    assert (found.classification, found.absence.until) == ("auto_reply", until)
    assert any(apart in words for words in found.restricted_text) if apart else found.restricted_text == []


def test_a_congress_that_lives_on_its_fees_is_junk() -> None:
    text = (
        "Dear Dr Dialogue,\n\nGreetings of the day! Given your eminent work we invite you as a speaker.\n"
        "Submit your abstract now; early bird registration is EUR 499. Proceedings are indexed in Scopus.\n"
    )
    assert understood(mail(text, sender="Committee <c@congress.example.org>")).classification == "spam"


def test_an_honest_invitation_to_speak_is_no_junk() -> None:
    text = "Dear colleagues,\n\nwe would like to invite you as a speaker to our seminar in May. The fee is waived.\n"
    assert understood(mail(text, sender="Lake University <seminar@lake.example.org>")).classification != "spam"


@pytest.mark.parametrize(
    ("leaves", "comes"),
    [
        ("Withdrawn", "Replaced by"),
        ("Ne participera plus", "Remplacé par"),
        ("Deja de participar", "Lo sustituye"),
    ],
)
def test_in_a_list_what_stands_before_a_name_tells_who_goes_and_who_comes(leaves: str, comes: str) -> None:
    text = (
        f"Dear all,\n\n- {leaves}: Mr Tobias Nwachukwu-Lind (DLG27-2-0402)\n"
        f"- {comes}: Ms Jo Park, Analyst, j.park@imr.example.org\n\nAmina Yusuf"
    )
    found = understood(mail(text, sender=COLLEAGUE))
    assert (found.classification, found.replaces) == ("substitution", "DLG27-2-0402")
    assert [(one.full_name, one.function) for one in found.proposals] == [("Jo Park", "Analyst")]


@pytest.mark.parametrize(
    ("text", "sender", "thread", "kind"),
    [
        ("I am not coming after all.", TOBIAS, CONFIRMATION, "cancellation"),
        ("Please take me off the list.", TOBIAS, CONFIRMATION, "cancellation"),
        ("Désolé, je ne viens plus.", BASTIEN, REMINDER, "cancellation"),
        ("Un imprévu me retient ici. Je libère donc ma place.", BASTIEN, REMINDER, "cancellation"),
        ("No iré. Disculpen.", MARISOL, CONFIRMACION, "cancellation"),
        ("If I cannot come in person, may I follow online?", TOBIAS, CONFIRMATION, "question"),
        ("Jusqu'à quand peut-on annuler sans frais ?", BASTIEN, REMINDER, "question"),
        ("Could you please cancel my registration?", TOBIAS, CONFIRMATION, "cancellation"),
    ],
)
def test_who_goes_and_who_only_asks_about_it(text: str, sender: str, thread: str, kind: str) -> None:
    assert understood(mail(text, sender=sender, In_Reply_To=thread)).classification == kind


@pytest.mark.parametrize("text", ["I myself am not coming.", "Pour ma part, je ne viens pas.", "Yo no viajaré."])
def test_who_sends_a_list_and_stays_at_home_cancels_nothing(text: str) -> None:
    rows = [["Title", "Name", "Function", "E-mail"], ["Ms", "Jo Park", "Analyst", "j.park@imr.example.org"]]
    found = understood(
        mail(
            f"Attached is our delegation for DLG27-2. {text}", sender=COLLEAGUE, files=[("delegation.xlsx", xlsx(rows))]
        )
    )
    assert found.classification in ("nomination_attached", "registration_request")
    assert [one.full_name for one in found.proposals] == ["Jo Park"]


def test_who_confirms_and_tells_a_new_office_changes_it() -> None:
    text = "I confirm that I will attend in person. From 1 June I will be Deputy Director."
    found = understood(mail(text, sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert found.changes is not None
    assert (found.classification, found.changes.mode, found.changes.function) == (
        "update",
        "in_person",
        "Deputy Director",
    )


@pytest.mark.parametrize(
    "text",
    [
        "I will be on leave in June; my colleague Jo Park (j.park@imr.example.org) will attend for me.",
        "Je serai en congé à ces dates ; ma collègue Léa Fabre (l.fabre@imr.example.org) y assistera pour moi.",
        "Estaré de vacaciones; asistirá mi compañera Paula Ríos (p.rios@imr.example.org).",
    ],
)
def test_who_is_on_leave_and_sends_somebody_is_no_machine(text: str) -> None:
    found = understood(mail(text, sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert not found.is_automatic


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("My family name is misspelt on the confirmation.", "family_name", ""),
    ],
)
def test_corrections_of_what_we_have(text: str, field: str, value: str) -> None:
    found = understood(mail(text, sender="Tobias Nwachukwu-Lind <tobias@new.example.org>", In_Reply_To=CONFIRMATION))
    assert found.changes is not None
    assert (found.classification, getattr(found.changes, field)) == ("update", value)


@pytest.mark.parametrize(
    ("text", "sender", "thread"),
    [
        ("I accept the place and will be there on both days.", TOBIAS, CONFIRMATION),
        ("J'accepte la place, merci.", BASTIEN, REMINDER),
        ("Acepto la plaza. Muchas gracias.", MARISOL, CONFIRMACION),
    ],
)
def test_who_accepts_a_place_confirms(text: str, sender: str, thread: str) -> None:
    assert understood(mail(text, sender=sender, In_Reply_To=thread)).classification == "update"


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("The originals are on their way by diplomatic pouch.", True),
        ("Les originaux vous parviendront par courrier.", True),
        ("El original va por valija diplomática.", True),
        ("The original title of my paper has changed.", False),
    ],
)
def test_papers_that_follow(text: str, follows: bool) -> None:
    found = understood(mail(f"Please register me for DLG27-2.\n{text}\n\nAna Ruiz Soler"))
    assert ("note_verbale_follows" in found.flags) is follows


@pytest.mark.parametrize(
    "text",
    [
        "Mr Tobias Nwachukwu-Lind cannot come, and I will attend alone.",
        "M. Tobias Nwachukwu-Lind ne pourra pas venir, moi si.",
        "El Sr. Tobias Nwachukwu-Lind no podrá asistir; yo iré solo.",
    ],
)
def test_who_cancels_for_another_and_comes_alone_stays(text: str) -> None:
    found = understood(mail(text, sender=BASTIEN, In_Reply_To=REMINDER))
    assert found.targets == ("DLG27-2-0402",)


@pytest.mark.parametrize(
    "text",
    [
        "Could you please also register Ms Jo Park, Analyst (j.park@imr.example.org)?",
        "Pourriez-vous également inscrire Mme Jo Park, analyste (j.park@imr.example.org) ?",
        "Además asistirá Jo Park, analista (j.park@imr.example.org). ¿Pueden inscribirla?",
    ],
)
def test_who_is_registered_asks_for_a_colleague(text: str) -> None:
    found = understood(mail(f"Thank you.\n\n{text}\n\nTobias", sender=TOBIAS, In_Reply_To=CONFIRMATION))
    assert (found.classification, [one.full_name for one in found.proposals]) == ("registration_request", ["Jo Park"])


@pytest.mark.parametrize(
    "text",
    [
        "I will arrive late on the first day and leave at noon on 15 June.",
        "J'arriverai le 14 juin vers 15 heures.",
    ],
)
def test_who_tells_days_changes_the_own_registration(text: str) -> None:
    assert understood(mail(text, sender=TOBIAS, In_Reply_To=CONFIRMATION)).classification == "update"
