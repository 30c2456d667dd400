"""What an address may filter a list by: nothing that could be guessed letter by letter."""

import pytest
from django.contrib import admin
from django.test import Client

from backoffice.base import BackOfficeAdmin
from tests.factories import make_registration, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("column", ["token_nonce", "note", "email_key", "submission_key", "remarks"])
def test_readers_filter_by_no_column_that_the_list_does_not_offer(client: Client, column: str) -> None:
    make_registration()
    client.force_login(make_staff("registrations.view_registration"))
    answer = client.get("/admin/registrations/registration/", {f"{column}__startswith": "a"})
    assert answer.status_code == 400


def test_every_list_still_takes_its_own_filters(client: Client) -> None:
    client.force_login(make_staff(is_superuser=True))
    tried = 0
    for model, model_admin in admin.site._registry.items():
        if not isinstance(model_admin, BackOfficeAdmin):
            continue
        for each in model_admin.list_filter:
            name = each[0] if isinstance(each, tuple) else each
            if isinstance(name, str):
                tried += 1
                address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
                assert client.get(address, {f"{name}__isnull": "False"}).status_code == 200, (address, name)
    assert tried > 15
