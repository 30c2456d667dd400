"""Other words for the same wishes: in three languages, said as people say it."""

import pytest

from tests.mailreader.mails import mail, understood

ANSWERS = {
    "T": ("t.nwachukwu-lind@imr.example.org", "Re: [DLG27-2-0402] Your registration is confirmed"),
    "M": ("m.etcheverria@red-retorno.example.org", "RE: [DLG27-2-0395] Confirmación de su inscripción"),
    "B": ("b.courvoisier@ville-montfalcon.example.org", "RE: [DLG27-2-0388] Rappel : informations pratiques"),
}
STRANGER = "Joan Feld <j.feld@harbour.example.org>"
# By class: what somebody who is registered answers to us, or "subject | text" of somebody who is not.
WORDS: dict[str, list[str]] = {
    "cancellation": [
        "T > something has come up at work and I won't make it to Geneva after all. Sorry for the trouble!",
        (
            "B > Un imprévu m'oblige à rester à Montfalcon ces jours-là. Vous pouvez donc donner ma place à "
            "quelqu'un d'autre."
        ),
        "M > Por motivos familiares me veo obligada a cancelar mi viaje. Disculpen las molestias.",
        (
            "T > thanks for the reminder. A small change on our side: Mr Courvoisier has been detained at home and "
            "won't be making the trip. The rest of us come as planned."
        ),
        "M > el Sr. Badji no hará el viaje a Ginebra. Por mi parte, nada cambia.",
        ("B > Je vous informe que M. Badji-Sarr a changé de poste et ne participera plus à l'atelier. B. Courvoisier"),
        (
            "T > Due to budget cuts our institute has suspended all travel, so I'm sorry to say that I must give "
            "up my seat at the workshop."
        ),
        (
            "B > suite à un changement d'agenda je me vois contraint de renoncer à ma participation. Avec mes "
            "regrets, Bastien"
        ),
        "M > al final no iré. Gracias de todos modos. Marisol",
        "B > Cher Secrétariat, ma collègue et moi devons annuler notre venue. Bien à vous, Bastien",
    ],
    "substitution": [
        (
            "T > I have been called to another mission. My deputy, Ms Hanna Roth (h.roth@imr.example.org), will "
            "attend in my place."
        ),
        (
            "M > no podré asistir. En mi lugar irá mi colega Pablo Rey Soto (p.rey@red-retorno.example.org). "
            "Saludos, Marisol"
        ),
        ("T > As I am expecting a baby in June, my colleague Max Frey (m.frey@imr.example.org) will take my seat."),
        (
            "B > c'est finalement M. Paul Roy, directeur adjoint, qui viendra à ma place "
            "(p.roy@ville-montfalcon.example.org). Bastien"
        ),
    ],
    "update": [
        (
            "T > just to let you know that my job title has changed: I'm now Deputy Director. Could you please "
            "correct the badge? Tobias"
        ),
        "B > finalement je suivrai l'atelier à distance, pas à Genève. Merci de le noter. Bastien C.",
        "M > mi apellido está mal escrito: es Etcheverría, con tilde. Gracias, Marisol",
        "T > I confirm that I will attend in person on both days. See you in Geneva!",
        "B > Je ne pourrai pas me rendre à Genève mais je suivrai les débats en visioconférence. Bastien",
        "M > No podré viajar, pero me conectaré en línea los dos días. Marisol",
        "T > Please use my private address from now on: tobias@private.example.org. Thanks! T.",
        "T > I am vegetarian and need a wheelchair ramp. Tobias",
        "B > J'arriverai le 13 au soir, vol LX 812. Bastien",
        "M > Sí, confirmo mi asistencia presencial. Marisol Etcheverría",
        "T > Please note that my phone number has changed to +41 22 555 01 10.",
        "M > Mi nuevo correo es marisol@nueva.example.org; el anterior ya no funciona.",
        "B > Changement de mode : je viendrai finalement en personne et non en ligne. Bastien",
        "T > Confirmed, thanks.",
        "B > Oui, je serai bien présent les deux jours.",
    ],
    "question": [
        "T > Is there a shuttle from the airport, and can I bring my spouse to the reception?",
        "B > à quelle heure commence la première séance et faut-il un badge pour entrer ? Merci, Bastien",
        "M > ¿me podrían enviar el programa? ¿Y habrá interpretación? Gracias. Marisol",
        (
            "Workshop in Geneva | I came across your workshop online. Who may attend, and is there a fee? I look "
            "forward to hearing from you. Joan Feld Harbour Trust"
        ),
        (
            "Renseignement | Notre association voudrait savoir si l'atelier de juin est ouvert aux ONG et jusqu'à "
            "quand on peut s'inscrire."
        ),
        (
            "Registration | Could you tell me whether it is still possible to register for the June workshop? We "
            "might send two people."
        ),
        (
            "Interview | Dear Ms Bernasconi, we publish a magazine on ports and would be glad to report on the "
            "workshop. Whom may I contact for an interview?"
        ),
        "M > ¿puedo cambiar mi participación a virtual más adelante si no consigo el visado? Gracias, Marisol",
        "T > If I cannot come in person, would it be possible to follow the workshop online?",
        "T > Could you send me an invitation letter for my visa?",
        "T > When will I receive the link for the online session? I have not got anything yet. Tobias",
        "B > Peut-on encore envoyer un deuxième participant ? Et quand faut-il donner son nom ? Bastien",
        (
            "Désignation | nous n'avons pas encore décidé qui viendra. Jusqu'à quelle date pouvons-nous désigner "
            "nos délégués ?"
        ),
        "Gastos | antes de designar a nuestros delegados quisiéramos saber si se cubren los gastos de viaje.",
        "T > Do I need to bring my own laptop?",
        "B > je n'ai toujours pas reçu le lien pour la séance en ligne. Pouvez-vous me l'envoyer ?",
        "M > Quería preguntar si el almuerzo está incluido.",
        (
            "Nomination procedure | could you please clarify which documents are required for the nomination of "
            "our representatives?"
        ),
        (
            "Turin course | I would like to know more about the Turin course: is there a scholarship, and which "
            "level of English is needed?"
        ),
        "Error | I tried to register on your website but the form gives an error. What should I do?",
    ],
    "registration_request": [
        (
            "Participation | kindly note that Mr Paul Adeyemi and Ms Rita Chen will represent the Harbour Trust at "
            "the June workshop."
        ),
        (
            "Atelier de juin | L'Université de Rive sera représentée à l'atelier de juin par le professeur Alain "
            "Morel (a.morel@rive.example.org)."
        ),
        (
            "Taller | me llamo Joan Feld y trabajo en el puerto de Sanlúcar. Me gustaría mucho ir al taller de "
            "Ginebra. ¿Qué tengo que hacer?"
        ),
        "hello | hi can i get a spot for the geneva thing in june pls joan feld, harbour trust",
        (
            "Registration form | Name: Joan Feld\nPosition: Trustee\nOrganization: Harbour Trust\nCountry: "
            "Malta\nEmail: j.feld@harbour.example.org"
        ),
        (
            "Participation | Veuillez noter la participation à l'atelier de Genève de :\n\n- Mme Paule Kante, "
            "directrice, p.kante@rive.example.org\n- M. Ali Sow, chargé de mission, "
            "a.sow@rive.example.org\n\nMeilleures salutations\nJoan Feld"
        ),
        (
            "Second workshop | Dear organisers, I'm a PhD student working on return migration and I would be very "
            "interested in taking part in your second workshop. I can pay for my own travel. Joan Feld University "
            "of Harbour"
        ),
        (
            "Designación | En relación con su invitación, esta Dirección ha designado al Sr. Luis Prado Vega, "
            "Director de Puertos, y a la Sra. Eva Ruiz Mora, asesora, para el taller de los días 14 y 15 de junio. "
            "Atentamente Joan Feld"
        ),
        (
            "Anmeldung | Sehr geehrte Damen und Herren, hiermit melde ich Frau Anna Weiss, Referentin der Stadt "
            "Lindau, für den Workshop im Juni an. Mit freundlichen Grüßen Joan Feld"
        ),
        (
            "Workshop of 14-15 June | Further to your letter, the Ministry has appointed:\n\nMs Ana Lobo, Director "
            "of Ports\nMr Ivo Petrov, Legal Adviser\n\nto attend the above-mentioned workshop."
        ),
        (
            "Your invitation | Our mayor, Ms Ana Lobo, is happy to accept your kind invitation to the June "
            "workshop and will travel with her adviser Mr Ivo Petrov."
        ),
        (
            "Atelier de juin | Pourriez-vous ajouter Mme Ana Lobo (a.lobo@rive.example.org) à la liste ? Elle "
            "travaille avec moi."
        ),
        "Taller | ¿Podrían reservarme una plaza en el taller de junio? También necesito carta para la visa.",
        (
            "Application: Turin course | I am replying to the call for participants for the Turin course. My "
            "motivation letter is below. I have worked for ten years on local government... Joan Feld, Harbour "
            "Trust, Malta"
        ),
        "June workshop | Would it be possible for me and a colleague to take part in the workshop?",
        (
            "Taller | Nos gustaría enviar a dos técnicos al taller de junio; les haremos llegar los nombres la "
            "semana próxima."
        ),
        (
            "Second workshop | I refer to your note of 3 May and wish to inform you that Hungary will be "
            "represented by H.E. Mr Pal Nagy, Ambassador."
        ),
        "Atelier | Je vous confirme ma présence à l'atelier des 14 et 15 juin. Joan Feld Harbour Trust",
        "Taller | Quiero apuntarme al taller de Ginebra, por favor.",
        "June | We are three from our NGO who want to come in June: Ana Lobo, Ivo Petrov and myself.",
        (
            "Registration | Attached are my details.\n\nSurname: Feld\nFirst name: Joan\nJob title: "
            "Trustee\nInstitution: Harbour Trust\nCountry: Malta"
        ),
        (
            "Nomination | Good day. On behalf of Lake Institute I nominate Ms Ida Roll (i.roll@lake.example.org) "
            "as our participant. She'll need a visa letter."
        ),
    ],
    "needs_review": [
        "T > Thank you very much, well noted.",
        "B > Merci beaucoup et bonne journée ! Bastien",
        "B > Bien reçu, merci.",
        "M > Muchas gracias por la información. ¡Nos vemos pronto! Marisol",
        "Thanks | Thanks for the lovely event last year, it was a pleasure.",
        "T > OK, thanks",
        "T > Thank you for sending the documents. I have passed them on to my minister.",
    ],
    "auto_reply": [
        (
            "T > Thank you for your message. I am on parental leave and back in September. For urgent matters "
            "contact Ms Roth (h.roth@imr.example.org)."
        ),
    ],
}
CASES = [(wanted, said) for wanted, rows in WORDS.items() for said in rows]


@pytest.mark.parametrize(("wanted", "said"), CASES)
def test_other_words_for_the_same(wanted: str, said: str) -> None:
    if said[1:4] == " > ":
        sender, subject = ANSWERS[said[0]]
        text = said[4:]
    else:
        sender = STRANGER
        subject, _bar, text = said.partition(" | ")
    found = understood(mail(text, sender=sender, subject=subject))
    assert found.classification == wanted
