"""Junk: lists of attendees, false hotel desks, phishing, congresses that live on their fees. It gets no answer."""

import re
from collections.abc import Mapping

from filereader.texts import bounded, squeeze
from lexicon import phrases
from lexicon.flat import flat
from lexicon.matcher import Hit
from lexicon.reasons import Reason
from mailreader.facts import Mail

# What a mail sells, by the topics that stand in it together.
_SELLS = (("goods", "price"), ("room", "card"), ("account", "expiry", "click"), ("offers", "rates"), ("fortune",))
# What demands money of us: an honest invoice does so, too, but does not press.
_OWED = ("owed", "bank")
# What invitations to congresses that live on their fees say; one alone is said by honest people, too.
_CONGRESS = ("praises", "invites", "asks", "sells", "prints", "presses", "lets_go")
_MANY_SIGNS = 4
_NOT_THEIRS = re.compile(r"\bspf=(?:soft)?fail\b")
_PRICE = re.compile(r"[$€£] ?\d{2}|\d{2} ?[$€£]")
# More people than any delegation has.
_THOUSANDS = re.compile(r"\b\d{1,3}[., \u00a0\u202f']\d{3}\b|\b\d{5,6}\b")


def spam_reason(mail: Mail, *, is_known: bool) -> Reason | None:
    """Why the mail is junk: the server said so, or what it sells. A sender we know is never junk by words alone."""
    if is_known:
        return None
    text = squeeze(bounded(f"{mail.subject}\n{mail.body.own}\n{mail.body.signature}", 8000))
    is_flagged = any(flat(mail.header(name)).startswith("yes") for name in ("x-spam-flag", "x-spam-status"))
    found = dict(phrases.found_in(text, "junk"))
    has_price = bool(_PRICE.search(text))
    # Addresses of thousands of people, for money.
    listed = [hit for hit in found.pop("listed", ()) if has_price and _THOUSANDS.search(text[hit.start : hit.end + 30])]
    if listed:
        found["goods"], found["price"] = listed, listed
    if sold := _sold(mail, found, is_distrusted=is_flagged or is_unproven(mail)):
        hit = found[sold][0]
        return Reason("sells", text[hit.start : hit.end][:80])
    signs = {topic for topic in _CONGRESS if topic in found} | ({"sells"} if has_price else set())
    if not mail.attachments and len(signs) >= _MANY_SIGNS and {"invites", "sells"} <= signs:
        return Reason("sells", "congress")
    return Reason("X-Spam-Flag", mail.header("x-spam-score")) if is_flagged else None


def _sold(mail: Mail, found: Mapping[str, list[Hit]], *, is_distrusted: bool) -> str:
    """The topic of what the mail sells or demands; "" where honest people write so."""
    if is_distrusted or "weak" in found or (mail.body.own and not mail.attachments):
        sold = next((topics[0] for topics in _SELLS if all(topic in found for topic in topics)), "")
        if sold:
            return sold
    is_pressing = is_distrusted or "presses" in found
    return _OWED[0] if is_pressing and all(topic in found for topic in _OWED) else ""


def is_unproven(mail: Mail) -> bool:
    """The server that took the mail in says that the sender's house did not send it (RFC 8601)."""
    said = flat(mail.header("authentication-results"))
    return bool(_NOT_THEIRS.search(said)) and "dkim=pass" not in said


def is_bill(text: str) -> bool:
    """An invoice, and where to pay it, whatever it says of participants."""
    return all(topic in phrases.found_in(text, "junk") for topic in _OWED)
