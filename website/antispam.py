"""What keeps machines and foreign pages away from forms that need no cookie: a signed token, a trap, the origin."""

import hashlib
import ipaddress
import json
import secrets
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

SALT = "registrations.form"
FORM_LIFE_SECONDS = 12 * 3600
# A field that people do not see. Whoever fills it in is a machine.
TRAP = "homepage"
TOKEN = "form_token"  # noqa: S105  the name of a field


class FormToken(NamedTuple):
    """What the form's hidden token says: which showing of the form it was, and how long ago."""

    nonce: str
    seconds: float

    @property
    def is_hasty(self) -> bool:
        """Sent sooner than a person can."""
        return self.seconds < settings.FORM_MINIMUM_SECONDS

    @property
    def is_expired(self) -> bool:
        """Shown too long ago; also that of a form that was shown by somebody else."""
        return not self.nonce or self.seconds > FORM_LIFE_SECONDS


def make_form_token(form: int) -> str:
    """The token of one showing of a form, known by a number. In place of a cookie, which public pages do not set."""
    return signing.dumps([form, secrets.token_urlsafe(12), timezone.now().timestamp()], salt=SALT)


def read_form_token(value: str, form: int) -> FormToken:
    """The token that was sent; a forged one, or another form's, counts as expired."""
    try:
        shown_form, nonce, shown_at = signing.loads(value, salt=SALT)
    except (signing.BadSignature, ValueError):
        return FormToken("", 0)
    return FormToken(nonce if shown_form == form else "", timezone.now().timestamp() - shown_at)


def submission_key(token: FormToken, request: HttpRequest) -> str:
    """One key for one sending: this showing of the form with just these answers.

    A button pressed twice sends the same. Somebody who goes back and registers a colleague sends something else.
    """
    typed = sorted((name, values) for name, values in request.POST.lists() if name != TOKEN)
    files = sorted(
        (name, file.name, file.size) for name, file in request.FILES.items() if isinstance(file, UploadedFile)
    )
    return hashlib.sha256(json.dumps([token.nonce, typed, files]).encode()).hexdigest()


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site's page made the browser send this form.

    Instead of Django's CSRF cookie: these forms act on nothing that a browser carries by itself, no session and no
    cookie, so a forged request gains its sender nothing that the form itself would not give. What remains is that
    foreign pages use their visitors' network addresses, and browsers tell: by Sec-Fetch-Site, older ones by Origin.
    A client that sends neither is no browser of today and is held by the signed token, the trap and the rate limit.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    # "null" comes from our own pages too: those that tell no referrer.
    return origin not in (None, "null", f"{request.scheme}://{request.get_host()}", settings.SITE_URL)


def network_address(request: HttpRequest) -> str:
    """The sender's address: the entry of X-Forwarded-For that our outermost proxy wrote, else the connection's.

    Entries further left are the sender's own invention. Of IPv6 the /64, which is what one subscriber holds.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    written = forwarded[-trusted] if trusted and len(forwarded) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)
