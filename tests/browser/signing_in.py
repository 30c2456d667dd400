"""Members of staff who are logged in already; that one can log in by the form, the whole journey shows."""

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from access import roles
from tests.factories import make_staff


def sign_in(page: Page, user: User) -> User:
    """Give the page's browser the session of this member of staff."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": settings.SITE_URL}])
    return user


def officer() -> User:
    """A registration officer."""
    return make_staff(*sorted(roles.ROLES[roles.REGISTRATION_OFFICERS]))
