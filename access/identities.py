"""Who somebody is by OpenID Connect: the account that an identity belongs to, and the roles that its groups give."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction

from access.models import Assignment
from events.models import Event, Series

logger = logging.getLogger(__name__)


def claims_of(extra_data: dict[str, Any]) -> dict[str, Any]:
    """What the provider says of a person, in the token and on asking."""
    return {**extra_data.get("id_token", {}), **extra_data.get("userinfo", {})}


def user_of(claims: dict[str, Any]) -> User | None:
    """The one account of staff that bears the address, or the name, of an identity that was never seen before."""
    provider = settings.OPENID_CONNECT
    match = provider["match"] if provider else ""
    value = str(claims.get(match) or "")
    if not value or (match == "email" and claims.get("email_verified") is not True):
        return None
    wanted = {"email__iexact": value} if match == "email" else {"username": value}
    found = list(User.objects.filter(**wanted, is_active=True, is_staff=True)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def set_roles(user: User, claims: dict[str, Any]) -> None:
    """Give what the person's groups give by OPENID_CONNECT_ROLES.

    Of roles for the whole house that stand there exactly those; for events and series what an earlier sign-in gave and
    no group gives any more is taken away. What is not named there, or was given by hand there, is left alone.
    """
    provider = settings.OPENID_CONNECT
    named = claims.get(provider["groups"] if provider else "") or []
    groups = {named} if isinstance(named, str) else {str(name) for name in named}
    for_house = [grant for grant in settings.OPENID_CONNECT_ROLES if not grant.kind]
    given = {grant.role for grant in for_house if grant.group in groups}
    user.groups.remove(*Group.objects.filter(name__in={grant.role for grant in for_house} - given))
    user.groups.add(*Group.objects.filter(name__in=given))
    wanted = [grant for grant in settings.OPENID_CONNECT_ROLES if grant.kind and grant.group in groups]
    kept = {row.pk for grant in wanted if (row := _assign(user, grant.role, grant.kind, grant.code)) is not None}
    Assignment.objects.filter(user=user, is_by_provider=True).exclude(pk__in=kept).delete()


def _assign(user: User, name: str, kind: str, code: str) -> Assignment | None:
    """The role for an event or a series; it may have been given by hand before. None where there is no such place."""
    role = Group.objects.filter(name=name).first()
    places: Any = Event.objects.filter(code=code) if kind == "event" else Series.objects.filter(slug=code)
    place = places.first()
    if role is None or place is None:
        logger.warning("OPENID_CONNECT_ROLES: there is no %s %s, or no role %s.", kind, code, name)
        return None
    row, _is_new = Assignment.objects.get_or_create(
        user=user, role=role, **{kind: place}, defaults={"is_by_provider": True}
    )
    return row
