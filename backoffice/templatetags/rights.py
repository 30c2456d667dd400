"""Asks for rights in templates: for a row, or whether there is any row with which the reader may do that."""

from typing import Any

from django import template

from backoffice.rights import ANYWHERE

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: template.Context, right: str, row: Any = None) -> bool:
    """`{% may "events.change_event" event as may_change %}`; without a row: anywhere."""
    user: Any = context["user"]
    return bool(user.has_perm(right, ANYWHERE if row is None else row))
