"""What a browser sends of a form of the back office."""

import datetime
from typing import Any

from django.db.models.fields.files import FieldFile
from django.test import Client


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send of a form as it stands."""
    context = client.get(address).context
    data: dict[str, Any] = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for box in form:
            value = box.value()
            if value is None or value is False or isinstance(value, FieldFile) or "move_agenda" in box.html_name:
                continue
            data[box.html_name] = (
                box.as_widget().split('value="')[1].split('"')[0] if isinstance(value, datetime.date) else value
            )
    return data
