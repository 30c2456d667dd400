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
        (
            "T > Dear organisers, unfortunately my visa was refused, so I will have to stay home. Please release "
            "my place."
        ),
        "B > Je suis désolé, mais mon vol a été annulé et je ne pourrai pas être des vôtres. B.",
        "M > No me han autorizado el viaje, así que deben darme de baja del taller.",
        "B > Merci de noter que Mme Etcheverría et M. Nwachukwu-Lind ne seront pas présents. B. Courvoisier",
        (
            "M > Hola Lucie, te escribo para decirte que me han puesto una operación justo esa semana y no voy a "
            "poder estar. ¡Qué pena! Un beso, Marisol"
        ),
        (
            "B > Madame, suite aux restrictions budgétaires, la Ville ne prend plus en charge les déplacements à "
            "l'étranger. Je suis donc au regret de décliner votre invitation. Bastien Courvoisier"
        ),
        "T > I won't be joining you in June. Family matters. Please accept my apologies.",
        "T > Apologies, but the Institute has decided not to take part in the workshop this year.",
        "B > Je vous prie de m'excuser pour l'atelier de juin : je serai en mission à cette date.",
        "B > Merci de supprimer mon nom de la liste des participants.",
        "M > Lamento no poder acompañarlos en esta ocasión.",
        (
            "T > two of our delegates, Mr Courvoisier and Mr Badji-Sarr, will unfortunately not be coming. The "
            "others remain registered."
        ),
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
        (
            "B > Suite à mon départ à la retraite, mon successeur, M. Luc Petit "
            "(l.petit@ville-montfalcon.example.org), participera à l'atelier. Bastien"
        ),
        (
            "M > Debido a un cambio de funciones, la nueva representante de la Red será Eva Luna Paz "
            "(e.luna@red-retorno.example.org), en sustitución mía. Marisol"
        ),
        (
            "T > Hi team, I've just started a new job so won't be representing IMR any longer. Dr. Sofia Marin "
            "(s.marin@imr.example.org) is taking over my files and will come to Geneva instead."
        ),
        "T > Our Institute will now be represented by Dr Ida Roll (i.roll@imr.example.org) rather than by me.",
        "B > Je cède ma place à ma collègue Ana Lobo (a.lobo@ville-montfalcon.example.org).",
        "M > Cambio de nombre: en vez de mí asistirá Rosa Gil Paz (r.gil@red-retorno.example.org).",
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
        "T > My name on the badge should read Tobias Lind, please.",
        "B > Je voudrais changer ma participation de présentiel à distanciel.",
        "M > Llegaré el domingo 13 a las 18:30 y me voy el 16.",
        "T > Could you switch me to online participation? Travel isn't possible for me.",
        (
            "T > please note two changes. First, I have moved to the Department of Trade and my function is now "
            "Head of Section. Second, my new e-mail is t.lind@trade.example.org."
        ),
        ("M > Buenas. Prefiero participar de manera virtual, ya que no conseguí vuelo. ¿Me envían el enlace? Marisol"),
        "B > Merci, je confirme. À noter : je suis allergique aux arachides.",
        "T > I shall only be there on the first day.",
        "B > Ma nouvelle adresse électronique : b.c@nouvelle.example.org",
        "M > Desde mayo soy Directora General; les agradecería que lo corrigieran.",
        "T > Good news: travel has been approved, so I will come in person instead of online.",
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
        "T > Thanks for the confirmation. One thing: who pays for the hotel?",
        "B > Merci pour votre message. Est-il prévu de mettre les présentations en ligne après l'atelier ?",
        "T > could you resend the agenda? I can't open the file.",
        ("Invitation | Dear Sirs, our ministry received no invitation. Is the workshop open to all member states?"),
        "Ma demande | où en est ma demande d'inscription envoyée la semaine dernière ?",
        "Curso de Turín | ¿cuál es el plazo para presentar candidaturas al curso de Turín?",
        "Turin | I'm considering applying for the Turin course. What are the requirements?",
        "T > Sirs, is it OK if my colleague attends only the second day? And could she bring her baby?",
        "T > Where exactly is room XX, and which gate should I use?",
        "B > Pourriez-vous m'envoyer une attestation de participation ?",
        "M > Me gustaría saber si hay wifi en la sala.",
        "Late registration | Can somebody still register for the workshop, and how?",
        "Cours | quelles sont les conditions pour participer au cours de Turin ? Faut-il parler anglais ?",
        "Taller | ¿el taller es gratuito y abierto a estudiantes?",
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
        ("June | Please add me to the list for the June workshop, I'll be joining online. Joan Feld, Harbour Trust"),
        (
            "Atelier de juin | J'ai le plaisir de vous transmettre les coordonnées de notre représentante :\n\nMme "
            "Ana Lobo\nDirectrice des ports\na.lobo@rive.example.org"
        ),
        (
            "Taller de Ginebra | Sra. Directora:\n\nMe complace comunicarle que asistirá al taller de Ginebra el "
            "Ing. Raúl Soto Paz, Subdirector."
        ),
        (
            "DLG27-2 | Our participants:\nAna Lobo, Director, a.lobo@rive.example.org\nIvo Petrov, Adviser, "
            "i.petrov@rive.example.org"
        ),
        "Re: Invitation: DLG27-2 | Thanks for the invitation - count me in for both days!",
        (
            "Second workshop | I'd be happy to speak on reintegration at your second workshop and hereby register. "
            "Joan Feld"
        ),
        "Demande | Le soussigné, Joan Feld, conseiller municipal, demande à être inscrit à l'atelier DLG27-2.",
        (
            "Two places at the second workshop | Dear Ms Bernasconi,\n\nI write further to our conversation. The "
            "Institute would be glad to take up your offer of two places. They will be filled by Dr Lena Fox and "
            "Mr Omar Said. Their e-mails: l.fox@inst.example.org, o.said@inst.example.org.\n\nRegards\nJoan Feld"
        ),
        (
            "Expert | We would be grateful if you could register our expert Dr Ida Roll (i.roll@lake.example.org) "
            "for the workshop."
        ),
        "Atelier | Nous serons deux à l'atelier de juin : Ana Lobo (a.lobo@rive.example.org) et moi-même.",
        "Course | I should very much like to take part in the course in Turin in November. My CV is attached.",
        "Atelier de juin | Veuillez inscrire le Professeur Alain Morel ; il viendra en train.",
    ],
    "needs_review": [
        "T > Thank you very much, well noted.",
        "B > Merci beaucoup et bonne journée ! Bastien",
        "B > Bien reçu, merci.",
        "M > Muchas gracias por la información. ¡Nos vemos pronto! Marisol",
        "Thanks | Thanks for the lovely event last year, it was a pleasure.",
        "T > OK, thanks",
        "T > Thank you for sending the documents. I have passed them on to my minister.",
        "T > Received with thanks.",
        "M > Gracias, quedo atenta.",
        "Greetings | Happy new year to all of you! Joan",
        (
            "T > Dear Lucie, it was so nice to talk to you yesterday. As promised, the link to the report: "
            "https://imr.example.org/report"
        ),
        "T > Noted with thanks, we will inform our delegation accordingly.",
        "T > Perfect, thank you!",
        "B > Parfait, à bientôt.",
        "T > Please find below the minutes of our last call. We agreed on the agenda of the panel.",
        "New address | Our ministry has moved. Our new postal address is 12 Lake Street.",
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
