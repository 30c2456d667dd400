"""Requests of one person, in the ways people write them."""

from tests.mailreader.mails import mail, raw, understood


def test_prose_in_french_names_another_person() -> None:
    found = understood(
        mail(
            "Bonjour,\n\nJe souhaite inscrire Mme Fatoumata Diarra-Keïta, Directrice de l'Agence nationale pour "
            "l'emploi "
            "(f.diarra@ane.example.org), à l'atelier de juin.\n\nBien cordialement,\n\nIbrahim Sow\nSecrétaire\n",
            sender="Ibrahim Sow <i.sow@ane.example.org>",
            subject="Inscription",
        )
    )
    assert found.classification == "registration_request"
    assert found.language == "fr"
    assert found.event == "dlg27-2"
    [person] = found.proposals
    assert (person.title, person.given_name, person.family_name) == ("Mme", "Fatoumata", "Diarra-Keïta")
    assert person.function == "Directrice"
    assert person.organisation == "Agence nationale pour l'emploi"
    assert person.email == "f.diarra@ane.example.org"


def test_labelled_lines_in_spanish() -> None:
    found = understood(
        mail(
            "Estimados señores:\n\nDeseo inscribirme en el taller de junio. Mis datos:\n\nNombre: Lucía\nApellidos: "
            "QUISPE MAMANI\nCargo: Directora de Migraciones\nInstitución: Gobernación de Puno\nPaís: Perú\n"
            "Correo electrónico: l.quispe@puno.example.org\nTeléfono: +51 00 000 0001\nModalidad: virtual\n"
            "Alergias: frutos secos\n\nAtentamente,\nLucía Quispe Mamani\n",
            sender="Lucía Quispe Mamani <l.quispe@puno.example.org>",
        )
    )
    [person] = found.proposals
    assert found.language == "es"
    assert (person.given_name, person.family_name) == ("Lucía", "Quispe Mamani")
    assert person.function == "Directora de Migraciones"
    assert (person.country, person.mode) == ("PE", "online")
    assert person.restricted == {"diet": "frutos secos"}
    assert person.missing == ()


def test_labelled_lines_in_english_with_a_whole_name() -> None:
    found = understood(
        mail(
            "Dear colleagues,\nplease register me for the workshop:\nName: Dr. Oluwaseun Adeyemi\nJob title: Senior "
            "Lecturer\n"
            "Affiliation: Lagoon University\nCountry: Nigeria\nE-mail address: o.adeyemi@lagoon.example.org\n"
            "Mode of attendance: in person\nPreferred language: English\n",
            sender="o.adeyemi@lagoon.example.org",
        )
    )
    [person] = found.proposals
    assert (person.title, person.given_name, person.family_name) == ("Dr", "Oluwaseun", "Adeyemi")
    assert person.function == "Senior Lecturer"
    assert (person.organisation, person.country, person.category) == ("Lagoon University", "NG", "academia")
    assert (person.mode, person.preferred_language) == ("in_person", "en")


def test_a_form_with_three_languages_in_each_label() -> None:
    found = understood(
        mail(
            "REGISTRATION FORM / BULLETIN D'INSCRIPTION / FORMULARIO\n\nFamily name / Nom / Apellidos: VAN DEN BOSCH\n"
            "Given name / Prénom / Nombre: Margriet\nPosition / Fonction / Cargo: Policy Adviser\n"
            "Organisation / Organisme / Organización: Municipality of Zuidwijk\nCountry / Pays / País: Belgium\n"
            "E-mail / Courriel / Correo: m.vandenbosch@zuidwijk.example.org\n",
            sender="Margriet van den Bosch <m.vandenbosch@zuidwijk.example.org>",
            subject="Registration form June workshop",
        )
    )
    [person] = found.proposals
    assert (person.given_name, person.family_name) == ("Margriet", "van den Bosch")
    assert (person.country, person.category) == ("BE", "local_authority")


def test_a_signature_is_all_there_is() -> None:
    found = understood(
        mail(
            "Good morning,\n\nI would like to attend the workshop on 14 and 15 June.\n\nBest regards,\n\n"
            "Siobhán O'Reilly-Mensah\nHead of Integration\nCity of Ballyfinn, Ireland\n+353 00 000 0000\n",
            sender='"O\'Reilly-Mensah, Siobhán" <s.oreilly@ballyfinn.example.org>',
        )
    )
    [person] = found.proposals
    assert (person.given_name, person.family_name) == ("Siobhán", "O'Reilly-Mensah")
    assert person.function == "Head of Integration"
    assert (person.organisation, person.country) == ("City of Ballyfinn", "IE")
    assert person.category == "local_authority"
    assert person.email == "s.oreilly@ballyfinn.example.org"


def test_nothing_is_invented_from_a_bare_address() -> None:
    found = understood(mail("please register me for the june workshop", sender="info@office.example.org"))
    [person] = found.proposals
    assert (person.given_name, person.family_name) == ("", "")
    assert {"given_name", "family_name", "function", "organisation", "country"} <= set(person.missing)


def test_a_greeting_or_a_copied_colleague_is_nobody_to_register() -> None:
    found = understood(
        mail(
            "Dear Ms Harriet Blythe,\n\nI would like to register for the workshop. Mr Tom Ashgrove told me to write "
            "to you; "
            "my assistant, Ms Jo Lee, is in copy.\n\nRegards,\nPeter Marlow\nManager, Fenwick Trust",
            sender="Peter Marlow <p.marlow@fenwick.example.org>",
        )
    )
    assert [person.full_name for person in found.proposals] == ["Peter Marlow"]


def test_a_portuguese_mail_is_answered_in_a_language_we_write() -> None:
    found = understood(
        mail(
            "Prezados senhores,\n\nGostaria de participar no seminário de junho em Genebra. Trabalho para a Câmara "
            "de Vila Nova.\n\n"
            "Muito obrigado pela vossa atenção,\nJoão Tavares",
            sender="João Tavares <j.tavares@vila.example.org>",
        )
    )
    assert found.language == "pt"
    assert found.reply_language == "en"


def test_a_consent_refused_is_a_consent_refused() -> None:
    found = understood(
        mail(
            "Je souhaite participer à l'atelier de juin. Je ne souhaite pas que mon nom figure sur la liste "
            "publique.\n\nAwa Fall",
            sender="Awa Fall <awa.fall@x.example.org>",
        )
    )
    assert found.proposals[0].publish_consent is False


def test_what_concerns_health_and_passport_goes_to_restricted_fields_alone() -> None:
    found = understood(
        mail(
            "Please register me for the June workshop.\nI use a wheelchair.\nMy passport number is "
            "X0000000.\n\nRegards,\nLena Voss",
            sender="Lena Voss <lena@x.example.org>",
        )
    )
    [person] = found.proposals
    assert set(person.restricted) == {"access_needs", "passport"}
    open_text = " ".join(str(getattr(person, name)) for name in ("function", "organisation", "role", "phone"))
    assert "wheelchair" not in open_text
    assert "X0000000" not in open_text


def test_a_mail_in_quoted_printable_windows_bytes_under_a_latin1_label() -> None:
    found = understood(
        raw(
            "From: =?Windows-1252?Q?Ren=E9_d=92Almeida?= <r.dalmeida@x.example.org>\nSubject: "
            "=?iso-8859-1?Q?Inscription_=96_atelier?=\n"
            "MIME-Version: 1.0\nContent-Type: text/plain;"
            " charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
            b"Je souhaite m=92inscrire =E0 l=92atelier de juin.\r\n\r\nFonction : charg=E9 "
            b"d=92\xe9tudes, c=9Cur de ville",
        )
    )
    [person] = found.proposals
    assert person.full_name == "René d’Almeida"
    assert person.function == "chargé d’études, cœur de ville"
