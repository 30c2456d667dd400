"""Rules that mails of somebody who never saw the code taught: each with mails of its own, in two languages at least."""

import pytest

from mailreader.belonging import without_city
from tests.mailreader.mails import mail, pdf, understood


def people(content: bytes) -> list[tuple[str, str]]:
    return [(person.given_name, person.family_name) for person in understood(content).proposals]


def test_a_city_or_a_stranger_word_below_the_function_is_no_body() -> None:
    found = understood(
        mail(
            "Please register me for the June workshop.\n\nNora Quill\nTrainer\nOldport",
            sender="Nora Quill <nora@post.example.org>",
        )
    )
    assert found.proposals[0].organisation == ""


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
    ("label", "value", "email"),
    [
        ("Contact details", "i.roll@x.example.org, tel. +41 00 555 01 01", "i.roll@x.example.org"),
        ("Coordonnées", "Tél. : +41 00 555 01 01 – i.roll@x.example.org", "i.roll@x.example.org"),
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
    "sentence", ["Please answer to post@lake.example.org.", "Ms Roll can be reached at r@x.example.org."]
)
def test_an_address_that_is_not_for_all(sentence: str) -> None:
    text = f"Please register:\n\n- Ms Ida Roll, Planner\n- Mr Ben Ash, Clerk\n\n{sentence}\n"
    assert understood(mail(text)).proposals[1].email == ""


LIST = "- Ms Ida ROLL, Planner, i.roll@x.example.org\n- Mr Ben ASH, Clerk, b.ash@x.example.org\n"


@pytest.mark.parametrize(
    ("body", "category", "country"),
    [
        ("the Rivers Authority of Ghana", "member_state", "GH"),
    ],
)
def test_category_and_country_of_a_body(body: str, category: str, country: str) -> None:
    found = understood(mail(f"Please register the representatives of {body} for June:\n\n{LIST}"))
    assert (found.category, found.country) == (category, country)


@pytest.mark.parametrize(
    ("body", "bare"),
    [
        ("Ports Authority, Accra", "Ports Authority"),
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
