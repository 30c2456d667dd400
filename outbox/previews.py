"""Mails as staff look at them."""

import re

from django.http import HttpResponse
from django.utils.translation import gettext as _

from outbox import kinds
from outbox.models import Message
from outbox.placeholders import ZERO_WIDTH_SPACE, problems, with_placeholder

# How the tag of a message's state is drawn.
STATE_STYLES = {
    Message.State.SENT: "good",
    Message.State.FAILED: "bad",
    Message.State.RETURNED: "bad",
    Message.State.UNCONFIRMED: "warn",
    Message.State.HELD: "warn",
    Message.State.UNADDRESSED: "warn",
    Message.State.QUEUED: "now",
    Message.State.SENDING: "now",
}
# A brace that a participant typed, made harmless when it was filled in.
_DISARMED = re.compile(r"\{" + ZERO_WIDTH_SPACE + r"[^{}]*\}?")


def with_reason(body: str) -> str:
    """The words with the place of the sentence that staff may add."""
    return with_placeholder(body, "reason")


def problems_of(kind: str, subject: str, body: str, *, filled: str = "") -> list[str]:
    """What stands in the way of sending these words. `filled`: placeholders that are filled in in them already."""
    texts = _DISARMED.sub("", subject), _DISARMED.sub("", body) + filled
    # The reference stands in the words of a mail to one person, filled in.
    found = [sentence for _field, sentence in problems(kinds.get(kind), *texts) if "{reference}" not in sentence]
    if not subject.strip():
        found.append(_("The mail needs a subject."))
    if not body.strip():
        found.append(_("The mail needs a text."))
    return found


def without_link(html: str) -> str:
    """The personal link is the participant's secret: staff see that there is one, and no more."""
    return veiled(html.replace('href="{link}"', ""))


def veiled(text: str) -> str:
    """The same of a text."""
    return text.replace("{link}", _("[personal link]")).replace("{links}", _("[personal links]"))


def framed(html: str, *, styles: str = "'unsafe-inline'") -> HttpResponse:
    """A document in a frame of our own pages: no script, no form, no request.

    The logo, as data, and the inline style of our own mails, which mails need, are let in; `styles="'self'"` lets in
    our style sheets instead.
    """
    response = HttpResponse(html)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        f"sandbox; default-src 'none'; img-src data:; style-src {styles}; frame-ancestors 'self'; form-action 'none'"
    )
    return response
