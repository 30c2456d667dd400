"""Rules that mails of somebody who never saw the code taught: each with mails of its own, in two languages at least."""

import pytest

from mailreader.places import country_by_adjective, country_dialled, country_of_domains, without_city
from mailreader.restricted import restricted_in
from tests.mailreader.mails import countries, mail, pdf, understood


def people(content: bytes) -> list[tuple[str, str]]:
    return [(person.given_name, person.family_name) for person in understood(content).proposals]


@pytest.mark.parametrize(
    "text",
    [
        "I run the training unit of Lakeside and would love to join your June workshop.",
        "Je dirige le pôle formation de Lakeside et souhaiterais vivement prendre part à l'atelier de juin.",
        "Venho por este meio solicitar a minha inscrição no seminário de junho.",
    ],
)
def test_who_writes_of_himself_and_then_wishes_to_come(text: str) -> None:
    found = understood(
        mail(f"Hello,\n\n{text}\n\nNora Quill\nTrainer\nLakeside", sender="Nora Quill <nora@lakeside.example.org>")
    )
    assert [(one.family_name, one.function, one.organisation) for one in found.proposals] == [
        ("Quill", "Trainer", "Lakeside")
    ]


def test_a_city_or_a_stranger_word_below_the_function_is_no_body() -> None:
    found = understood(
        mail(
            "Please register me for the June workshop.\n\nNora Quill\nTrainer\nOldport",
            sender="Nora Quill <nora@post.example.org>",
        )
    )
    assert found.proposals[0].organisation == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am vegetarian, should lunch be served.", "vegetarian"),
        ("Je suis végane, au cas où.", "végane"),
        ("Soy celíaca.", "celíaca"),
        ("Please note a nut allergy", "Please note a nut allergy"),
    ],
)
def test_the_diet_alone_is_kept_of_a_sentence_that_says_what_somebody_is(text: str, expected: str) -> None:
    assert restricted_in(text)["diet"] == expected


@pytest.mark.parametrize("mark", ["1.-", "1º.-", "1.", "1)"])
def test_marks_of_lists(mark: str) -> None:
    text = f"Acreditamos a la siguiente delegación:\n\n{mark} Sra. Elsa Tovar Rey, Asesora - e.tovar@mrec.example.org\n"
    assert people(mail(text)) == [("Elsa", "Tovar Rey")]


@pytest.mark.parametrize(
    ("item", "title", "name"),
    [
        ("OKELLO Peter Otim (Mr), Analyst, p.okello@lake.example.org", "Mr", ("Peter Otim", "Okello")),
        ("LEROUX Anaïs (Mme ; en ligne), analyste, a.leroux@lac.example.org", "Mme", ("Anaïs", "Leroux")),
        ("Ramlah (Ms; one name), Analyst, ramlah@lake.example.org", "Ms", ("", "Ramlah")),
        ("Wiranto (Sr.), Analista, wiranto@lago.example.org", "Sr.", ("", "Wiranto")),
    ],
)
def test_a_title_in_brackets_and_people_of_one_name(item: str, title: str, name: tuple[str, str]) -> None:
    found = understood(mail(f"The following persons will take part:\n\n- {item}\n"))
    assert [(one.title, one.given_name, one.family_name) for one in found.proposals] == [(title, *name)]


@pytest.mark.parametrize("salutation", ["Señores\nSecretaría del taller", "Sirs\nSecretariat", "Exmos. Senhores"])
def test_a_salutation_is_nobody(salutation: str) -> None:
    text = f"{salutation}\n\nNombre | Cargo | Correo\nSra. Ana Paz Gil | Jefa | a.paz@x.example.org\n"
    assert people(mail(text)) == [("Ana", "Paz Gil")]


@pytest.mark.parametrize(
    ("top", "below"),
    [("Passport", ("Number", "Expiry")), ("Passeport", ("N°", "Expiration")), ("Pasaporte", ("Número", "Vencimiento"))],
)
def test_a_head_of_two_rows_and_what_is_restricted_in_it(top: str, below: tuple[str, str]) -> None:
    rows = [
        ("Name", "Position", "E-mail", top, ""),
        ("Name", "Position", "E-mail", *below),
        ("Ms Ida Roll", "Planner", "i.roll@x.example.org", "ZX900100", "05/2030"),
        ("Mr Ben Ash", "Clerk", "b.ash@x.example.org", "ZX900200", "06/2030"),
    ]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    found = understood(mail(html=f"<p>Our participants:</p><table>{cells}</table>"))
    assert [one.restricted.get("passport") for one in found.proposals] == ["ZX900100", "ZX900200"]
    assert [one.restricted.get("passport_dates") for one in found.proposals] == ["05/2030", "06/2030"]


@pytest.mark.parametrize(
    ("label", "value", "email"),
    [
        ("Contact details", "i.roll@x.example.org, tel. +41 00 555 01 01", "i.roll@x.example.org"),
        ("Coordonnées", "Tél. : +41 00 555 01 01 – i.roll@x.example.org", "i.roll@x.example.org"),
        ("Contact", "Ms Eva Stone, e.stone@x.example.org", ""),
    ],
)
def test_a_column_for_address_and_telephone(label: str, value: str, email: str) -> None:
    text = f"Our participants:\n\nName | Position | {label}\nMs Ida Roll | Planner | {value}\n"
    assert [one.email for one in understood(mail(text)).proposals] == [email]


@pytest.mark.parametrize(
    ("label", "note", "kind"),
    [
        ("Remarks", "uses a wheelchair", "access_needs"),
        ("Observations", "régime sans gluten", "diet"),
        ("Observaciones", "alergia al pescado", "diet"),
    ],
)
def test_remarks_about_a_person(label: str, note: str, kind: str) -> None:
    text = f"Please register:\n\nName: Ms Ida Roll\nPosition: Planner\n{label}: {note}\n"
    assert understood(mail(text)).proposals[0].restricted == {kind: note}


def test_a_wish_on_a_form_survives_beside_the_writer() -> None:
    text = (
        "Please register me.\n\nSurname: ROLL\nFirst name: Ida\nE-mail: ida@x.example.org\nVisa letter required: yes\n"
    )
    found = understood(mail(text, sender="ida@x.example.org"))
    assert [one.wants_visa_letter for one in found.proposals] == [True]


def test_portuguese_labels() -> None:
    text = (
        "Apelido: NEVES PIRES\nNome: Rui Miguel\nCargo: Técnico\nInstituição: Ministério do Trabalho\n"
        "País: Moçambique\nTelefone: +258 00 555 0101\nCorreio eletrónico: r.neves@x.example.org\n"
    )
    (one,) = understood(mail(text)).proposals
    assert (one.given_name, one.family_name, one.function) == ("Rui Miguel", "Neves Pires", "Técnico")
    assert (one.organisation, one.phone) == ("Ministério do Trabalho", "+258 00 555 0101")


@pytest.mark.parametrize(
    "text",
    [
        (
            "Two of us from the College of Almeira (Portugal) wish to join online:\n\n"
            "Ana Ruiz Soler (myself), Lecturer, a.ruiz@red-norte.example.org\nIvo Prado, Reader, "
            "i.prado@x.example.org\n"
        ),
        (
            "Deux personnes du Collège d'Almeira (Portugal) souhaitent participer en ligne :\n\n"
            "Ana Ruiz Soler (moi-même), Lectrice, a.ruiz@red-norte.example.org\nIvo Prado, Lecteur, i@x.example.org\n"
        ),
    ],
)
def test_the_writer_among_those_who_stand_line_by_line(text: str) -> None:
    found = understood(mail(text))
    assert [(one.family_name, one.is_sender) for one in found.proposals] == [("Ruiz Soler", True), ("Prado", False)]
    assert found.country == "PT"


@pytest.mark.parametrize(
    "text",
    [
        (
            "1) for the workshop of June:\n   Ms Ida Roll, Planner, i.roll@x.example.org\n"
            "   Mr Ben Ash, Clerk, b.ash@x.example.org\n"
        ),
        (
            "1) à l'atelier de juin :\n   Mme Ida Roll, Chargée d'études, i.roll@x.example.org\n"
            "   M. Ben Ash, Greffier, b.ash@x.example.org\n"
        ),
    ],
)
def test_an_item_that_only_announces_those_below_it(text: str) -> None:
    assert people(mail(f"Please register the following:\n\n{text}")) == [("Ida", "Roll"), ("Ben", "Ash")]


@pytest.mark.parametrize(
    "sentence",
    [
        "They have no addresses of their own; both can be reached at post@lake.example.org.",
        "Tous deux sont joignables à l'adresse commune post@lake.example.org.",
        "Ambos comparten la dirección post@lake.example.org.",
    ],
)
def test_one_address_given_for_all(sentence: str) -> None:
    text = f"Please register:\n\n- Ms Ida Roll, Planner\n- Mr Ben Ash, Clerk\n\n{sentence}\n"
    assert [one.email for one in understood(mail(text)).proposals] == ["post@lake.example.org"] * 2


@pytest.mark.parametrize(
    "sentence", ["Please answer to post@lake.example.org.", "Ms Roll can be reached at r@x.example.org."]
)
def test_an_address_that_is_not_for_all(sentence: str) -> None:
    text = f"Please register:\n\n- Ms Ida Roll, Planner\n- Mr Ben Ash, Clerk\n\n{sentence}\n"
    assert understood(mail(text)).proposals[1].email == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "I write on behalf of H.E. Ms Ida Roll, Minister of Ports of Malta, who is honoured to accept "
                "your invitation to the June workshop."
            ),
            "Roll",
        ),
        (
            (
                "Au nom de S.E. M. Ben Ashe, Ministre des Ports, qui a accepté votre invitation, nous "
                "confirmons que M. Ashe participera à l'atelier de juin."
            ),
            "Ashe",
        ),
    ],
)
def test_on_behalf_of_somebody_who_comes(text: str, name: str) -> None:
    (one,) = understood(mail(text)).proposals
    assert (one.family_name, one.function.split(",")[0]) in ((name, "Minister of Ports"), (name, "Ministre des Ports"))


def test_on_behalf_of_somebody_who_only_sends() -> None:
    text = "On behalf of Mr Ben Ash, Director, please register Ms Ida Roll, Planner, i.roll@x.example.org."
    assert people(mail(text)) == [("Ida", "Roll")]


LIST = "- Ms Ida ROLL, Planner, i.roll@x.example.org\n- Mr Ben ASH, Clerk, b.ash@x.example.org\n"


@pytest.mark.parametrize(
    ("sentence", "name", "email", "attends"),
    [
        ("Ms Ida Roll is the focal point.", "Ida Roll", "i.roll@x.example.org", True),
        ("M. Ben Ash, membre de la délégation, en est le point focal.", "Ben Ash", "b.ash@x.example.org", True),
        (
            "La persona de contacto es la Sra. Eva Pardo Sanz (e.pardo@x.example.org), quien no asistirá.",
            "Eva Pardo Sanz",
            "e.pardo@x.example.org",
            False,
        ),
        (
            "For any question please contact Mr Tom Reed (t.reed@x.example.org).",
            "Tom Reed",
            "t.reed@x.example.org",
            None,
        ),
    ],
)
def test_the_contact_whom_the_mail_names(sentence: str, name: str, email: str, attends: bool | None) -> None:
    found = understood(mail(f"Please register:\n\n{LIST}\n{sentence}\n", sender="Registry <registry@x.example.org>"))
    assert found.focal_point is not None
    assert (found.focal_point.name, found.focal_point.email, found.focal_point.attends) == (name, email, attends)


@pytest.mark.parametrize(
    "sentence",
    ["I only organise the travel and will not be attending.", "J'organise le voyage et ne participerai pas."],
)
def test_the_office_has_the_name_of_who_signed_for_it(sentence: str) -> None:
    text = (
        f"Please register:\n\n{LIST}\n{sentence}\n\nKind regards,\nEva Stone\nOffice Manager, Harbour Network (Oslo)\n"
    )
    found = understood(mail(text, sender="Harbour Network Office <office@harbour.example.org>"))
    assert found.focal_point is not None
    assert (found.focal_point.name, found.focal_point.attends, found.organisation) == (
        "Eva Stone",
        False,
        "Harbour Network",
    )


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("the following agents proposed by Zambia", "ZM"),
        ("les agents désignés par le Tchad", "TD"),
        ("los funcionarios designados por Uruguay", "UY"),
        ("the Peruvian delegation", "PE"),
        ("la délégation togolaise", "TG"),
        ("la delegación hondureña", "HN"),
    ],
)
def test_whose_delegation_it_is(text: str, country: str) -> None:
    found = understood(mail(f"Please register {text}:\n\n{LIST}"))
    assert found.delegation is not None
    assert (found.delegation.country, found.category, found.proposals[0].country) == (country, "member_state", country)


@pytest.mark.parametrize(
    ("body", "category", "country"),
    [
        ("the Rivers Authority of Ghana", "member_state", "GH"),
        ("l'Agence sénégalaise de l'eau", "member_state", "SN"),
        ("the Migration Institute of Lund (Sweden)", "academia", "SE"),
        ("la Municipalidad de Puerto Azul (Chile)", "local_authority", "CL"),
        ("Puentes, una ONG de Lima, Perú", "ngo", "PE"),
        ("la Communauté urbaine de Valmer (France)", "local_authority", "FR"),
    ],
)
def test_category_and_country_of_a_body(body: str, category: str, country: str) -> None:
    found = understood(mail(f"Please register the representatives of {body} for June:\n\n{LIST}"))
    assert (found.category, found.country) == (category, country)


def test_weak_hints_of_a_country() -> None:
    assert country_by_adjective("the South African delegation") == "ZA"
    assert country_by_adjective("une agence ivoirienne et une agence malienne") == ""
    assert (country_dialled("+254 20 555 0101"), country_dialled("+1 202 555 0101"), country_dialled("0254")) == (
        "KE",
        "",
        "",
    )
    assert country_of_domains(["mol.gov.ke", "x.go.ke"], countries()) == "KE"
    assert country_of_domains(["lake.example.org"], countries()) == ""
    assert country_of_domains(["start-up.io"], countries()) == ""


@pytest.mark.parametrize(
    ("body", "bare"),
    [
        ("Ports Authority, Accra", "Ports Authority"),
        ("Réseau des lacs (Lyon)", "Réseau des lacs"),
        ("Ministry of Lands, Housing", "Ministry of Lands, Housing"),
        ("Environmental Agency (EPA)", "Environmental Agency (EPA)"),
    ],
)
def test_a_body_without_its_city(body: str, bare: str) -> None:
    assert without_city(body) == bare


def test_a_letter_as_pdf_names_persons_and_country() -> None:
    letter = pdf(
        [
            "MINISTRY OF LABOUR OF GHANA",
            "We nominate the following officers:",
            "1. Ms Ida Roll, Planner, i.roll@x.example.org",
            "2. Mr Ben Ash, Clerk, b.ash@x.example.org",
        ]
    )
    found = understood(mail("Please see the attached letter of nomination.", files=[("letter.pdf", letter)]))
    assert [one.family_name for one in found.proposals] == ["Roll", "Ash"]
    assert (found.category, found.country) == ("member_state", "GH")
