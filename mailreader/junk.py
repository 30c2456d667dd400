"""Junk: lists of attendees, false hotel desks, phishing, congresses that live on their fees. It gets no answer."""

import re

from mailreader import lexicon
from mailreader.facts import Mail
from mailreader.findings import Reason
from mailreader.flat import bounded, flat, squeeze

# What a mail sells, by the topics that stand in it together.
_SELLS = (("goods", "price"), ("room", "card"), ("account", "expiry", "click"), ("fortune",))
# What invitations to congresses that live on their fees say; one alone is said by honest people, too.
_CONGRESS = ("praises", "invites", "asks", "sells", "prints", "presses", "lets_go")
_MANY_SIGNS = 4
_PRICE = re.compile(r"[$€£] ?\d{2}|\d{2} ?[$€£]")


def spam_reason(mail: Mail, *, is_known: bool) -> Reason | None:
    """Why the mail is junk: the server said so, or what it sells. A sender we know is never junk by words alone."""
    text = squeeze(bounded(f"{mail.subject}\n{mail.body.own}\n{mail.body.signature}", 8000))
    is_flagged = any(flat(mail.header(name)).startswith("yes") for name in ("x-spam-flag", "x-spam-status"))
    if is_known:
        return None
    found = lexicon.found_in(text, "junk")
    sold = next((topics for topics in _SELLS if all(topic in found for topic in topics)), None)
    if sold and ("weak" in found or is_flagged or (mail.body.own and not mail.attachments)):
        hit = found[sold[0]][0]
        return Reason("sells", text[hit.start : hit.end][:80])
    signs = {topic for topic in _CONGRESS if topic in found} | ({"sells"} if _PRICE.search(text) else set())
    if not mail.attachments and len(signs) >= _MANY_SIGNS and {"invites", "sells"} <= signs:
        return Reason("sells", "congress")
    return Reason("X-Spam-Flag", mail.header("x-spam-score")) if is_flagged else None
