"""Mails as staff look at them before they go."""

import re

from django.http import HttpResponse
from django.utils.translation import gettext as _

from outbox import kinds
from outbox.placeholders import ZERO_WIDTH_SPACE, problems

# A brace that a participant typed, made harmless when it was filled in.
_DISARMED = re.compile(r"\{" + ZERO_WIDTH_SPACE + r"[^{}]*\}?")


def with_reason(body: str) -> str:
    """The words with the place of the sentence that staff may add: before the closing, where they have none."""
    if "{reason}" in body:
        return body
    before, closing, after = body.partition("{closing}")
    return f"{before}{{reason}}\n\n{closing}{after}" if closing else f"{body}\n\n{{reason}}"


def problems_of(kind: str, subject: str, body: str) -> list[str]:
    """What stands in the way of sending these words."""
    found = [
        sentence for _field, sentence in problems(kinds.get(kind), _DISARMED.sub("", subject), _DISARMED.sub("", body))
    ]
    # The reference stands in the words of a mail to one person, filled in.
    found = [sentence for sentence in found if "{reference}" not in sentence]
    if not subject.strip():
        found.append(_("The mail needs a subject."))
    if not body.strip():
        found.append(_("The mail needs a text."))
    return found


def without_link(html: str) -> str:
    """The personal link is the participant's secret: staff see that there is one, and no more."""
    return html.replace('href="{link}"', "").replace("{link}", _("[personal link]"))


def framed(html: str) -> HttpResponse:
    """A mail in a frame of our own pages: no script, no request; its inline style, which mails need, is let in."""
    response = HttpResponse(html)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    return response
