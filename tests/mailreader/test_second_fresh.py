"""Kinds of faults that the second forty fresh mails showed, each in other words than theirs."""

import pytest

from tests.mailreader.mails import mail, understood

STRANGER = "Renate Okonjo <r.okonjo@elsewhere.example.org>"
TOBIAS = "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>"
MARISOL = "Marisol Etcheverría Quiroga <m.etcheverria@red-retorno.example.org>"
BASTIEN = "Bastien Courvoisier <b.courvoisier@ville-montfalcon.example.org>"


@pytest.mark.parametrize(
    "text",
    [
        "Our database of 6,300 executives in migration policy is ready. Only £ 750 this month. May I send a sample?",
        "Notre base de 3 100 dirigeants du secteur est à jour : 620 € HT. Puis-je vous envoyer un extrait ?",
        "Tenemos un listado de 2.800 directivos del sector por 540 €. ¿Desea recibir una muestra gratuita?",
    ],
)
def test_who_sells_addresses_gets_no_answer(text: str) -> None:
    found = understood(mail(text, sender=STRANGER, subject="Re: Dialogue 2027"))
    assert found.classification == "spam"


@pytest.mark.parametrize(
    "text",
    [
        "I am interested in the workshop of June. Could you send me the participants list and the offer of hotels?",
        "Please find our list of delegates; the fee of 1 200 € was paid.",
        "Je suis intéressé par l'atelier de juin. Pourriez-vous m'envoyer la liste des participants ?",
        "Estoy interesado en el taller de junio. ¿Podrían enviarme la lista de participantes?",
    ],
)
def test_who_asks_for_the_list_of_participants_sells_nothing(text: str) -> None:
    assert understood(mail(text, sender=STRANGER)).classification != "spam"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("I have to cancel my participation. There is nobody here who could come in my place.", TOBIAS),
        ("Je dois annuler ma participation. Il n'y a personne ici qui puisse venir à ma place.", BASTIEN),
        ("Debo cancelar mi participación. No hay nadie aquí que pueda acudir en mi lugar.", MARISOL),
    ],
)
def test_where_nobody_comes_instead_nobody_is_replaced(text: str, sender: str) -> None:
    found = understood(mail(f"Good day,\n\n{text}\n", sender=sender))
    assert (found.classification, found.proposals) == ("cancellation", [])


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("I cannot come after all. Could my colleague Ines Varga take my place?", TOBIAS),
        ("I am not able to come. Can my seat be given to my colleague Ines Varga?", TOBIAS),
        ("Je ne pourrai pas venir. Ma place peut-elle être attribuée à ma collègue Ines Varga ?", BASTIEN),
        ("No podré asistir. ¿Sería posible pasar mi plaza a mi colega Ines Varga?", MARISOL),
        ("Je ne pourrai finalement pas venir. Ma collègue Ines Varga peut-elle prendre ma place ?", BASTIEN),
        ("Al final no podré asistir. ¿Podría ocupar mi lugar mi colega Ines Varga?", MARISOL),
    ],
)
def test_a_colleague_for_whom_the_own_place_is_asked_replaces(text: str, sender: str) -> None:
    found = understood(mail(f"Good day,\n\n{text}\n", sender=sender))
    assert found.classification == "substitution"
    assert [(one.full_name, one.action) for one in found.proposals] == [("Ines Varga", "substitute")]


FORM = "Family name: Varga\nGiven name: Ines\nPosition: Planner\nOrganisation: City of Elsewhere\nE-mail: {email}\n"


@pytest.mark.parametrize(
    "text",
    [
        "Here is my form, as I was unable to make the page take it.",
        "Voici mon formulaire, car je ne pouvais pas le remplir en ligne.",
        "Aquí está mi formulario: no pude estar conectada el tiempo necesario, la página se cerraba.",
    ],
)
def test_whoever_fills_in_a_form_does_not_leave(text: str) -> None:
    form = FORM.format(email="i.varga@elsewhere.example.org")
    letter = f"Hello,\n\n{text}\n\n{form}"
    head = "---------- Forwarded message ---------\nFrom: Ines Varga <i.varga@elsewhere.example.org>\nSubject: DLG27-2"
    content = mail(
        f"Please see below.\n\n{head}\n\n{letter}", sender="Lea Bern <l.bern@events.example.org>", subject="FW: Form"
    )
    found = understood(content, staff={"l.bern@events.example.org"})
    assert (found.classification, [one.full_name for one in found.proposals]) == (
        "registration_request",
        ["Ines Varga"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "My colleague Paul Adeyemi has already registered for the workshop, so please add me as well.",
        "Mon collègue Paul Adeyemi s'est inscrit hier, merci de m'inscrire également à l'atelier.",
        "Mi colega Paul Adeyemi ya se registró; les ruego inscribirme también en el taller.",
    ],
)
def test_who_is_said_to_be_registered_is_not_proposed_beside_the_writer(text: str) -> None:
    found = understood(mail(f"Good day,\n\n{text}\n\nRenate Okonjo\nAnalyst, Elsewhere", sender=STRANGER))
    assert [one.full_name for one in found.proposals] == ["Renate Okonjo"]


@pytest.mark.parametrize(
    ("wrote", "asks"),
    [
        ("On Mon, May 10, 2027 at 9:00 AM {} <{}> wrote:", "Please register Ms Ines Varga (i.varga@x.example.org)."),
        ("Le lun. 10 mai 2027 à 09:00, {} <{}> a écrit :", "Merci d'inscrire Mme Ines Varga (i.varga@x.example.org)."),
        (
            "El lun, 10 may 2027 a las 9:00, {} <{}> escribió:",
            "Ruego inscribir a la Sra. Ines Varga (i.varga@x.example.org).",
        ),
    ],
)
def test_a_thread_that_is_passed_on_is_read_message_by_message(wrote: str, asks: str) -> None:
    newer = wrote.format("Olga Reyes", "o.reyes@x.example.org")
    older = wrote.format("Ivo Klim", "i.klim@x.example.org")
    body = f"{asks} She is an expert of the Institute of Rivers, and comes to the workshop of June."
    thread = f"> Agreed.\n> Olga\n>\n> {older}\n>\n>> Dear Olga,\n>>\n>> {body}\n>> Ivo\n"
    text = f"Please see below.\n\nRenate\n\n{newer}\n\n{thread}"
    found = understood(mail(text, sender=STRANGER, subject="Fwd: Re: Names for June"))
    assert (found.classification, [one.full_name for one in found.proposals]) == (
        "registration_request",
        ["Ines Varga"],
    )
    assert found.reply_to == "r.okonjo@elsewhere.example.org"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("I would like to register for the workshop of June. I filled in the form but heard nothing.", TOBIAS),
        ("Je souhaite m'inscrire à l'atelier de juin ; j'ai rempli la page mais je n'ai pas de nouvelles.", BASTIEN),
        ("Deseo inscribirme en el taller de junio. Llené la página, pero no tengo noticias.", MARISOL),
    ],
)
def test_who_is_registered_and_asks_again_is_not_proposed_again(text: str, sender: str) -> None:
    found = understood(mail(f"Good day,\n\n{text}\n", sender=sender))
    assert (found.classification, found.proposals, len(found.targets)) == ("duplicate", [], 1)


@pytest.mark.parametrize(
    "text",
    [
        "Please register Ivo Klim for the workshop on reintegration in June and me for the course in November, TUR27.",
        "Merci de m'inscrire à l'atelier sur la réintégration en juin et au cours sur les migrations en novembre.",
        "Ruego inscribirme en el taller de reintegración en junio y en el curso local sobre migraciones, TUR27.",
    ],
)
def test_who_writes_for_two_events_is_marked_so(text: str) -> None:
    assert "several_events" in understood(mail(f"Good day,\n\n{text}\n", sender=STRANGER)).flags
