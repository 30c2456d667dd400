"""Several persons in one mail: lists, tables, files."""

import pytest

from tests.mailreader.mails import docx, mail, pdf, understood, xlsx

HEAD = ["Civilité", "Nom", "Prénom", "Fonction", "Institution", "Courriel", "Pays"]
ROWS = [
    [
        "M.",
        "BÉRANGER",
        "Loïc",
        "Chef de bureau",
        "Ministère de l'Intérieur",
        "l.beranger@interieur.example.org",
        "France",
    ],
    [
        "Mme",
        "DA SILVA-COSTA",
        "Inês",
        "Conseillère",
        "Ministère de l'Intérieur",
        "i.dasilva@interieur.example.org",
        "France",
    ],
]


def test_a_bulleted_list_in_spanish() -> None:
    found = understood(
        mail(
            "Estimados colegas:\n\nLa delegación de Costa Rica estará compuesta por las siguientes personas:\n\n"
            "- Sra. Valeria SOTO MORA, Viceministra de Trabajo, jefa de delegación, v.soto@mtss.example.org\n"
            "- Sr. Andrés Jiménez Rojas, Asesor, andres.jimenez@mtss.example.org (virtual)\n"
            "- Dra. Paula Vega, Directora de Migración Laboral\n\nSaludos cordiales,\nOficina de Protocolo\n",
            sender="Protocolo <protocolo@mtss.example.org>",
            subject="Delegación de Costa Rica - taller de junio",
        )
    )
    first, second, third = found.proposals
    assert found.classification == "registration_request"
    assert (found.language, found.event, found.country) == ("es", "dlg27-2", "CR")
    assert (first.given_name, first.family_name, first.role) == ("Valeria", "Soto Mora", "head_of_delegation")
    assert first.function == "Viceministra de Trabajo"
    assert (second.given_name, second.family_name, second.mode) == ("Andrés", "Jiménez Rojas", "online")
    assert (third.title, third.function, third.missing) == ("Dra.", "Directora de Migración Laboral", ("email",))
    assert found.category == "member_state"


def test_a_numbered_list_in_english_with_a_line_for_each_fact() -> None:
    found = understood(
        mail(
            "Dear Sir/Madam,\n\nPlease register the following participants for the June workshop:\n\n"
            "1. Ms Grace Wanjiru Otieno\n   Deputy Director\n   Ministry of Labour, Kenya\n   "
            "g.otieno@labour.example.org\n\n"
            "2. Mr Daniel KIPROTICH\n   Senior Officer\n   Ministry of Labour, Kenya\n   "
            "d.kiprotich@labour.example.org\n\n"
            "Yours sincerely,\nMary Achieng\nOffice of the Permanent Secretary\n",
            sender="Mary Achieng <m.achieng@labour.example.org>",
        )
    )
    first, second = found.proposals
    assert (first.function, first.organisation, first.country) == ("Deputy Director", "Ministry of Labour", "KE")
    assert (second.given_name, second.family_name) == ("Daniel", "Kiprotich")
    assert found.focal_point is not None
    assert (found.focal_point.name, found.focal_point.attends) == ("Mary Achieng", None)


def test_two_persons_in_one_sentence() -> None:
    found = understood(
        mail(
            "Dear all,\n\nWe would like to register Mr Tomasz Wilk, Legal Officer (t.wilk@forum.example.org) and Ms "
            "Ewa Lis, "
            "Programme Manager (e.lis@forum.example.org) for the workshop in June.\n\nKind regards,\nAnna Sowa",
            sender="Anna Sowa <a.sowa@forum.example.org>",
        )
    )
    assert [(p.full_name, p.function, p.email) for p in found.proposals] == [
        ("Tomasz Wilk", "Legal Officer", "t.wilk@forum.example.org"),
        ("Ewa Lis", "Programme Manager", "e.lis@forum.example.org"),
    ]


def test_labelled_lines_for_two_persons() -> None:
    found = understood(
        mail(
            "Bonjour,\nVoici nos participants à l'atelier de juin :\n\nParticipant 1\nNom : KOFFI\nPrénom : "
            "Adjoua\nFonction : "
            "Sociologue\nEmail : a.koffi@iru.example.org\n\nParticipant 2\nNom : N'DRI\nPrénom : Yao\nFonction : "
            "Démographe\n"
            "Email : y.ndri@iru.example.org\n\nCordialement",
            sender="Secrétariat <secretariat@iru.example.org>",
        )
    )
    assert [(p.given_name, p.family_name) for p in found.proposals] == [("Adjoua", "Koffi"), ("Yao", "N'Dri")]


def test_an_html_table_without_a_row_of_heads() -> None:
    found = understood(
        mail(
            html="<p>Dear team, please register these colleagues for the June workshop:</p><table>"
            "<tr><td>1</td><td>Ms</td><td>Ingrid HALVORSEN</td><td>Adviser</td><td>ingrid.h@nord.example.org</td></tr>"
            "<tr><td>2</td><td>Mr</td><td>Ole BREKKE</td><td>Analyst</td><td>ole.b@nord.example.org</td></tr></table>"
            "<p>Kind regards,<br>Kari Moe</p>",
            sender="Kari Moe <kari.moe@nord.example.org>",
        )
    )
    assert [(p.given_name, p.family_name, p.function) for p in found.proposals] == [
        ("Ingrid", "Halvorsen", "Adviser"),
        ("Ole", "Brekke", "Analyst"),
    ]


def test_an_html_form_with_labels_at_the_left() -> None:
    found = understood(
        mail(
            html="<p>Je souhaite m'inscrire à l'atelier de juin.</p><table><tr><th>Nom</th><td>TCHOUMI</td></tr>"
            "<tr><th>Prénom</th><td>Célestin</td></tr><tr><th>Fonction</th><td>Juriste</td></tr>"
            "<tr><th>Pays</th><td>Cameroun</td></tr><tr><th>E-mail</th><td>c.tchoumi@x.example.org</td></tr></table>",
            sender="Célestin Tchoumi <c.tchoumi@x.example.org>",
        )
    )
    [person] = found.proposals
    assert (person.full_name, person.function, person.country) == ("Célestin Tchoumi", "Juriste", "CM")


def test_a_workbook_in_french() -> None:
    found = understood(
        mail(
            "Madame, Monsieur,\n\nVeuillez trouver ci-joint la liste de nos participants à l'atelier de "
            "juin.\n\nCordialement,\nPaul Remy",
            sender="Paul Remy <p.remy@interieur.example.org>",
            files=[("participants.xlsx", xlsx([["Liste des participants"], [], HEAD, *ROWS]))],
        )
    )
    assert found.classification == "nomination_attached"
    assert [(p.given_name, p.family_name, p.country) for p in found.proposals] == [
        ("Loïc", "Béranger", "FR"),
        ("Inês", "da Silva-Costa", "FR"),
    ]


def test_a_csv_with_semicolons_in_windows_bytes() -> None:
    content = "\r\n".join(";".join(row) for row in [HEAD, *ROWS]).encode("cp1252")
    found = understood(
        mail("Ci-joint la liste des participants pour l'atelier de juin.", files=[("liste.csv", content)])
    )
    assert [p.family_name for p in found.proposals] == ["Béranger", "da Silva-Costa"]


def test_a_csv_with_commas_and_a_byte_order_mark() -> None:
    content = (
        b"\xef\xbb\xbf" + b'Last name,First name,Position,E-mail\nIto,Kenji,"Director, Policy",k.ito@x.example.org\n'
    )
    found = understood(mail("Please find attached our list of participants (June).", files=[("list.csv", content)]))
    assert [(p.family_name, p.function) for p in found.proposals] == [("Ito", "Director, Policy")]


def test_a_docx_with_labelled_paragraphs() -> None:
    content = docx(
        ["FORMULARIO DE INSCRIPCIÓN", "Apellidos: Benítez", "Nombre: Rocío", "Cargo: Abogada", "País: Paraguay"]
    )
    found = understood(
        mail("Adjunto el formulario de inscripción para el taller de junio.", files=[("formulario.docx", content)])
    )
    assert found.classification == "nomination_attached"
    assert [(p.full_name, p.function, p.country) for p in found.proposals] == [("Rocío Benítez", "Abogada", "PY")]


def test_a_pdf_with_text() -> None:
    content = pdf(
        ["NOTE VERBALE", "Name: Ms Hana Novak", "Position: First Secretary", "Email: h.novak@mission.example.org"]
    )
    found = understood(
        mail("Please see the attached note verbale for the June workshop.", files=[("note.pdf", content)])
    )
    assert found.classification == "nomination_attached"
    assert [(p.full_name, p.function) for p in found.proposals] == [("Hana Novak", "First Secretary")]


def test_a_scan_is_a_nomination_without_proposals() -> None:
    found = understood(
        mail(
            "Please find attached the nomination of our delegate.",
            subject="Nomination",
            files=[("Note verbale 27.jpg", b"\xff\xd8\xff\xe0" + b"0" * 500)],
        )
    )
    assert found.classification == "nomination_attached"
    assert found.proposals == []


def test_a_focal_point_who_comes_too() -> None:
    found = understood(
        mail(
            "Bonjour,\n\nEn tant que point focal, je vous transmets la liste de la délégation du Bénin pour "
            "l'atelier de juin :\n\n"
            "1. M. Cosme HOUNKPÈ, Directeur, c.hounkpe@mae.example.org\n2. Mme Reine ADJOVI, Chargée d'études, "
            "r.adjovi@mae.example.org\n\n"
            "Merci,\nReine Adjovi",
            sender="Reine Adjovi <r.adjovi@mae.example.org>",
        )
    )
    assert found.focal_point is not None
    assert found.focal_point.attends is True
    assert found.delegation is not None
    assert found.delegation.country == "BJ"


STAYS = [
    "I am the focal point and shall not attend.",
    "I am the focal point but will not be able to take part.",
    "I am the focal point of the delegation. I cannot attend.",
    "I am the focal point; I am not able to participate.",
    "I will not be in a position to participate myself.",
    "Je suis le point focal et ne participerai pas.",
    "Je suis le point focal mais ne pourrai pas assister à l'atelier.",
    "En tant que point focal, je ne suis pas en mesure de participer.",
    "Je ne prendrai pas part à l'atelier.",
    "Soy el punto focal y no asistiré.",
    "Soy el punto focal pero no podré participar.",
    "Como punto focal, no puedo asistir al taller.",
    "No tomaré parte en el taller.",
]
# Of the focal point nothing is said.
SILENT = [
    "I am the focal point. I do not have their telephone numbers.",
    "Soy el punto focal. No puedo enviar los pasaportes antes del lunes.",
]


@pytest.mark.parametrize(("sentence", "attends"), [*((one, False) for one in STAYS), *((one, None) for one in SILENT)])
def test_the_focal_point_comes_or_stays_as_he_says(sentence: str, attends: bool | None) -> None:
    people = "- Mr Ravi Menon, Adviser, r.menon@x.example.org\n- Ms Asha Pillai, Analyst, a.pillai@x.example.org"
    text = f"Please register:\n\n{people}\n\n{sentence}\n\nRegards,\nK. Das"
    found = understood(mail(text, sender="K. Das <k.das@x.example.org>"))
    assert [one.full_name for one in found.proposals] == ["Ravi Menon", "Asha Pillai"]
    assert found.focal_point is not None
    assert found.focal_point.attends is attends


def test_a_note_about_one_member_stays_with_that_member() -> None:
    found = understood(
        mail(
            "Please register:\n\n- Mr Ravi Menon, Adviser, r.menon@x.example.org\n- Ms Asha Pillai, Analyst, "
            "a.pillai@x.example.org\n\n"
            "Ms Pillai will join online and needs a visa letter. Mr Menon would be ready to act as a "
            "speaker.\n\nRegards,\nK. Das",
            sender="K. Das <k.das@x.example.org>",
            subject="Registration June workshop",
        )
    )
    ravi, asha = found.proposals
    assert (ravi.mode, ravi.wants_visa_letter, ravi.is_possible_speaker) == ("in_person", False, True)
    assert (asha.mode, asha.wants_visa_letter, asha.is_possible_speaker) == ("online", True, False)
