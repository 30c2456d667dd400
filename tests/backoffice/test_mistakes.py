"""What was refused stands above a form."""

import re
from typing import Any

import pytest
from django.test import Client

from events.models import Event, EventOrganisation
from tests.changeform import form_of
from tests.factories import make_category, make_event, make_organisation

pytestmark = pytest.mark.django_db


def refused(client: Client, event: Event, **changes: Any) -> list[str]:
    """What stands above the screen of an event that is sent with these changes, a line each."""
    page = f"/admin/events/event/{event.pk}/change/"
    html = client.post(page, form_of(client, page) | changes).content.decode()
    lines = re.findall(r"<li>(.*?)</li>", html.partition("notice-bad mistakes")[2].partition("</ul>")[0], re.DOTALL)
    return [" ".join(line.split()) for line in lines]


def test_of_rows_that_are_to_go_no_mistake_is_told(superuser: Client) -> None:
    event = make_event()
    make_category(event)
    make_category(event)
    wrong = {"categories-0-quota": "many", "categories-1-quota": "several"}
    going = {"categories-0-DELETE": "on"}
    assert len(refused(superuser, event, **wrong)) == 2
    [line] = refused(superuser, event, **wrong, **going)
    assert 'href="#id_categories-1-quota"' in line


def test_a_mistake_in_a_list_of_choices_says_which_list(superuser: Client) -> None:
    [line] = refused(superuser, make_event(), working_languages=["xx"])
    assert line.startswith("Working languages – Select a valid choice.")


def test_what_is_wrong_with_all_rows_or_with_one_as_a_whole_is_told(superuser: Client) -> None:
    event, body = make_event(), make_organisation()
    for role in ("organiser", "host"):
        EventOrganisation.objects.create(event=event, organisation=body, role=role)
    of_all, of_one = refused(superuser, event, **{"roles-1-role": "organiser"})
    assert of_all.startswith("Please correct the duplicate data for organisation and role")
    assert of_one == "Please correct the duplicate values below."
