"""Every column of every model says until when it is kept."""

import pytest
from django.apps import apps

from retention.policy import POLICY, Keep, kinds_of, unknown_columns

MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


@pytest.mark.parametrize("label", sorted(MODELS))
def test_each_column_is_of_one_kind(label: str) -> None:
    columns = [field.name for field in MODELS[label]._meta.concrete_fields]
    wrong = {column: kinds for column, kinds in kinds_of(label, columns).items() if len(kinds) != 1}
    assert wrong == {}, "Say in retention/policy.py whose data this is, and until when it is kept."
    assert unknown_columns(label, columns) == set()


def test_no_model_is_named_that_is_none() -> None:
    assert set(POLICY) <= set(MODELS)


def test_a_column_that_nobody_thought_of_is_found() -> None:
    assert kinds_of("registrations.Registration", ["shoe_size"]) == {"shoe_size": []}
    assert kinds_of("nowhere.Model", ["name"]) == {"name": []}
    assert kinds_of("outbox.Message", ["body"]) == {"body": [Keep.CONTACT]}
