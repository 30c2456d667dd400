"""Which category of an event a proposed person belongs to: each event words its categories as it likes."""

import pytest

from inbox.models import MailProposal
from registrations.models import Category
from tests.factories import make_category, make_settings

LABELS = {
    "states": {"label_en": "Delegation of a State", "label_fr": "Délégation d’un État"},
    "watchers": {"label_en": "Observer State"},
    "local": {"label_en": "Local or regional authority"},
    "civil-society": {"label_en": "Civil society and social partners"},
    "international": {"label_fr": "Organisation internationale", "label_en": "International organization"},
    "team": {"label_en": "Secretariat"},
}


@pytest.fixture
def categories(db: None) -> list[Category]:
    event = make_settings().event
    return [make_category(event, code=code, **{"label_fr": "", **labels}) for code, labels in LABELS.items()]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("member_state", "states"),
        ("observer_state", "watchers"),
        ("local_authority", "local"),
        ("ngo", "civil-society"),
        ("igo", "international"),
        ("academia", None),
        ("", None),
    ],
)
def test_the_words_of_a_category_say_its_kind(categories: list[Category], kind: str, code: str | None) -> None:
    found = MailProposal(data={"category": kind}).category_among(categories)
    assert (found.code if found else None) == code


def test_of_two_of_one_kind_neither_is_chosen_but_a_code_is_plain(categories: list[Category]) -> None:
    event = categories[0].event
    both = [*categories, make_category(event, code="towns", label_en="City network", label_fr="")]
    assert MailProposal(data={"category": "local_authority"}).category_among(both) is None
    named = [*both, make_category(event, code="local-authority", label_en="Mayors of cities", label_fr="")]
    found = MailProposal(data={"category": "local_authority"}).category_among(named)
    assert found is not None
    assert found.code == "local-authority"


def test_the_only_category_is_everybodys(categories: list[Category]) -> None:
    assert MailProposal(data={}).category_among(categories[:1]) == categories[0]
