"""What people outside do: register, correct, cancel, ask for their link."""

from typing import Any

from tests.net.hands import Hands
from tests.net.journey import Journey

WORDS = {
    "en": ("International organization", "Send the registration"),
    "fr": ("Autorité locale", "Envoyer"),
    "es": ("Medios", "Enviar"),
}
TOWN = {
    "title": "Ms", "function": "Head of unit", "organisation_name": "Town of Example", "country": "CV",
    "mode": "in-person", "question-interpretation": "fr", "consent-notice": True,
}  # fmt: skip


def form(j: Journey, language: str, category: str) -> Hands:
    """The registration form in a language, for a category."""
    hands = j.hands(language=language)
    path = f"/{language}/events/cities-climate-mobility-forum/"
    return hands.open(path).open(f"{path}register/").follow(category, "category=")


def send(j: Journey, page: str, category: str = "", /, **values: Any) -> Hands:
    """Fill it in and send it, not too quickly."""
    named, button = WORDS[page]
    return form(j, page, category or named).press(button, **TOWN, **values)


def form_sent_empty(j: Journey) -> None:
    for language, (category, button) in WORDS.items():
        form(j, language, category).press(button)


def form_sent_wrong(j: Journey) -> None:
    send(j, "en", family_name="Wrong", email="no-address", homepage=None)
    send(j, "en", family_name="Machine", email="machine@example.org", homepage="http://spam.example")


def register_in_french(j: Journey) -> None:
    send(
        j, "fr", given_name="Aminata", family_name="Diallo Sané", email="aminata.diallo@example.org", language="fr",
        diet="sans arachides", access_needs="fauteuil roulant", **{"consent-list": True, "question-visit": "yes"},
    )  # fmt: skip


def register_in_english(j: Journey) -> None:
    send(
        j, "en", given_name="Tomasz", family_name="Zieliński", email="tomasz.zielinski@example.org", language="en",
        **{"question-sessions": ["work", "law"], "question-visa-letter": "yes", "question-passport": "X1234567"},
    )  # fmt: skip


def register_in_spanish(j: Journey) -> None:
    send(j, "es", given_name="Inés", family_name="Cobo", email="ines.cobo@example.org", language="es", phone="+34 9")


def register_for_a_delegation(j: Journey) -> None:
    send(j, "en", "Delegation of a State", given_name="Leila", family_name="Haddad", email="leila.haddad@example.org")


def register_again(j: Journey) -> None:
    send(j, "en", given_name="Tomasz", family_name="Zieliński", email="tomasz.zielinski@example.org", language="en")


def ask_for_the_link(j: Journey) -> None:
    for language, address, reference in (
        ("fr", "mariam.coulibaly@example.org", "CCM-2027-0057"),
        ("en", "nobody@example.org", "CCM-2027-0057"),
        ("es", "paola.restrepo@example.org", "ccm-2027-0004"),
    ):
        j.hands(language=language).open(f"/{language}/r/").press(".", email=address, reference=reference)
    j.hands().open("/en/r/").press(".", email="wrong", reference="")


def mails_of_registering(j: Journey) -> None:
    j.deliver()


def own_page_in_french(j: Journey) -> None:
    hands = j.hands(language="fr").open(j.link("aminata.diallo@example.org"))
    hands.follow("Corriger|Modifier", "correct")
    hands.press(".", "correct", function="Première adjointe")
    hands.press(".", "consents")
    hands.follow(".", "cancel")
    hands.press(".", "cancel")
    hands.open("event.ics")


def own_page_in_english(j: Journey) -> None:
    hands = j.hands().open(j.link("tomasz.zielinski@example.org"))
    hands.follow("Correct|Change", "correct")
    hands.press(".", "correct", family_name="", function="")
    hands.press(".", "correct", family_name="Zieliński-Nowak", function="Head of office")


def own_page_with_a_place(j: Journey) -> None:
    hands = j.hands(language="fr").open(j.link("mariam.coulibaly@example.org"))
    hands.open("event.ics")
    hands.open(j.link("mariam.coulibaly@example.org"))
    hands.press(".", "confirm")


def own_page_unknown(j: Journey) -> None:
    j.hands().open("/en/r/0000000000000000000000/").open("/fr/r/0000000000000000000000/correct/")


def search(j: Journey) -> None:
    for language, words in (("en", "return"), ("fr", "villes"), ("es", "migracion"), ("en", "nothing like this")):
        j.hands(language=language).open(f"/{language}/").press(".", q=words)


def speak_a_language(j: Journey) -> None:
    for wished in ("fr-CH, en;q=0.5", "es", "de, ru", ""):
        hands = j.hands()
        hands.client.defaults["HTTP_ACCEPT_LANGUAGE"] = wished
        hands.open("/")
    j.hands().client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


STEPS = (
    search, speak_a_language, form_sent_empty, form_sent_wrong, register_in_french, register_in_english,
    register_in_spanish, register_for_a_delegation, register_again, ask_for_the_link, mails_of_registering,
    own_page_in_french, own_page_in_english, own_page_with_a_place, own_page_unknown,
)  # fmt: skip
