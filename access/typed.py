"""What was typed survives signing in again: a form that was sent when the session had ended is kept and sent after it.

Until somebody has signed in it travels along in the page of the sign-in, signed; then it waits in the session,
encrypted, since it may hold what only few may see, and is shown once. Passwords and files are not kept.
"""

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from cryptography.fernet import InvalidToken
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core import signing
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from storage.encrypted_fields import decrypt, encrypt
from storage.keys import key_of
from website.database_away import typed_in

FIELD = "typed"
SALT = "access.typed"
LIFE_SECONDS = 12 * 3600
# In a form of ours, and worth nothing behind another sign-in.
CSRF = "csrfmiddlewaretoken"
# The boxes that name rows: on the page of decisions, and in lists.
CHOSEN = ("id", ACTION_CHECKBOX_NAME)
MOST_ROWS = 20


class Typed(NamedTuple):
    """A form as it was sent."""

    address: str
    fields: list[tuple[str, str]]
    has_files: bool
    has_passwords: bool

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person typed, without the buttons and counts that belong to the form."""
        return [(name, value) for name, value in self.fields if value and name[:1] != "_" and "_FORMS" not in name]


def of(request: HttpRequest) -> Typed | None:
    """What this request was sent with; None where that is nothing but a button."""
    fields = [(name, value) for name, value in typed_in(request) if name != CSRF]
    has_passwords = any("password" in name for name in request.POST)
    if not (fields or request.FILES):
        return None
    return Typed(request.get_full_path(), fields, bool(request.FILES), has_passwords)


def rows_of(request: HttpRequest, typed: Typed) -> list[Any]:
    """Of whom or what the form is: the rows that its address and boxes name, as far as the person may see them."""
    address = urlsplit(typed.address)
    try:
        match = resolve(address.path)
    except Resolver404:
        return []
    names = {f"{model._meta.app_label}_{model._meta.model_name}_": model for model in admin.site._registry}
    model = next((names[name] for name in names if (match.url_name or "").startswith(name)), None)
    own = [str(match.kwargs[name]) for name in ("pk", "object_id") if name in match.kwargs]
    chosen = [value for name, value in [*parse_qsl(address.query), *typed.fields] if name in CHOSEN]
    keys = [number for number in map(key_of, own or chosen) if number]
    if model is None or not keys:
        return []
    model_admin = admin.site.get_model_admin(model)
    rows = model_admin.get_queryset(request).filter(pk__in=keys[:MOST_ROWS])
    return [row for row in rows if model_admin.has_view_permission(request, row)]


def sign(typed: Typed) -> str:
    """For a hidden field of the sign-in."""
    return signing.dumps(list(typed), salt=SALT, compress=True)


def keep(request: HttpRequest, typed: Typed | None) -> None:
    """In the session, for the page that sends it again."""
    if typed is not None:
        request.session[FIELD] = encrypt(json.dumps(list(typed)))


def signed_in(request: HttpRequest) -> Typed | None:
    """What the sign-in brought along, if it comes from us and not from long ago."""
    try:
        return _read(signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=LIFE_SECONDS))
    except signing.BadSignature:
        return None


def take(request: HttpRequest) -> Typed | None:
    """What was kept, once."""
    try:
        stored = decrypt(request.session.pop(FIELD, ""))
    except InvalidToken:
        return None
    return _read(json.loads(stored)) if stored else None


def _read(parts: list[Any]) -> Typed:
    address, fields, has_files, has_passwords = parts
    return Typed(address, [(name, value) for name, value in fields], has_files, has_passwords)
