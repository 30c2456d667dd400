"""Who somebody is by OpenID Connect: the account that an identity belongs to, and the roles that its groups give."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User


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


def set_roles(user: User, claims: dict[str, Any]) -> None:
    """Of the roles in OPENID_CONNECT_ROLES exactly those whose group the provider names; others are left alone."""
    provider = settings.OPENID_CONNECT
    named = claims.get(provider["groups"] if provider else "") or []
    groups = {named} if isinstance(named, str) else {str(name) for name in named}
    mapped = settings.OPENID_CONNECT_ROLES
    given = {role for group, role in mapped.items() if group in groups}
    user.groups.remove(*Group.objects.filter(name__in=set(mapped.values()) - given))
    user.groups.add(*Group.objects.filter(name__in=given))
