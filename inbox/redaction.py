"""Names and addresses are blacked out in a conversation that is about others too, which therefore stays."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from inbox.models import Conversation, DeskAction, MailProposal, RawMail
from multilingual.search import fold

BLACK = "▮▮▮"
COLUMNS = (
    "from_name", "from_email", "reply_to", "to", "cc", "subject", "bare_subject", "text", "own_text", "quotable",
    "html", "facts", "restricted",
)  # fmt: skip


@transaction.atomic
def black_out(conversation: Conversation, words: Iterable[str]) -> int:
    """Black out these words in all mails, answers and notes of a conversation; in how many of its mails they stood.

    Of these mails the bytes as they came go, with the files in them: nothing can be blacked out there.
    """
    list(Conversation.objects.select_for_update().filter(pk=conversation.pk))
    pattern = pattern_of(words)
    if pattern is None:
        return 0
    count = 0
    for mail in conversation.incoming.all():
        if _black_out_row(mail, COLUMNS, pattern):
            count += 1
            mail.attachments, mail.size = [], 0
            mail.save()
            RawMail.objects.filter(message=mail).delete()
    for proposal in MailProposal.objects.filter(message__conversation=conversation):
        # A proposal has given and family name apart: one that is about the person goes whole.
        if pattern.search(fold(f"{proposal.value('given_name')} {proposal.value('family_name')}")):
            clear(proposal)
        elif _black_out_row(proposal, ("data", "restricted", "reasons", "source"), pattern):
            proposal.save()
    for action in DeskAction.objects.filter(conversation=conversation):
        if _black_out_row(action, ("note", "before"), pattern):
            action.save()
    for message in conversation.outgoing.all():
        if _black_out_row(message, ("to_name", "to_email", "subject", "heading", "body", "about"), pattern):
            message.save()
    if _black_out_row(conversation, ("subject", "name", "email"), pattern):
        conversation.save()
    return count


def clear(proposal: MailProposal) -> None:
    """Nothing is left of what it proposes, nor of whom; it is put aside."""
    proposal.data, proposal.restricted, proposal.reasons = {}, {}, {}
    proposal.missing, proposal.assumed, proposal.source = [], [], []
    proposal.target = proposal.result = None
    proposal.state = MailProposal.State.DISMISSED
    proposal.save()


def pattern_of(words: Iterable[str]) -> "re.Pattern[str] | None":
    """Finds the words in folded text, each as a whole, whatever stands between its parts; None for no words."""
    folded = [re.escape(each).replace(r"\ ", r"[\s,]+") for each in map(fold, words) if each]
    longest_first = sorted(set(folded), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)") if longest_first else None


def without(words: Iterable[str], text: str) -> str:
    """The text with these words blacked out."""
    pattern = pattern_of(words)
    return _text(text, pattern) if pattern is not None else text


def _black_out_row(row: Any, names: Iterable[str], pattern: "re.Pattern[str]") -> bool:
    """Whether anything was blacked out; the row is not saved."""
    is_changed = False
    for name in names:
        before = getattr(row, name)
        after = _blacked(before, pattern)
        if after != before:
            setattr(row, name, after)
            is_changed = True
    return is_changed


def _blacked(value: Any, pattern: "re.Pattern[str]") -> Any:
    """A text, or the texts within lists and dictionaries."""
    if isinstance(value, str):
        return _text(value, pattern)
    if isinstance(value, list | tuple):
        return [_blacked(each, pattern) for each in value]
    if isinstance(value, dict):
        return {key: _blacked(each, pattern) for key, each in value.items()}
    return value


def _text(text: str, pattern: "re.Pattern[str]") -> str:
    """The text is folded letter by letter, so that what is found there can be found in it."""
    letters, origins = [], []
    for place, letter in enumerate(text):
        bare = "" if unicodedata.combining(letter) else (fold(letter) or letter)
        letters.append(bare)
        origins += [place] * len(bare)
    pieces, done = [], 0
    for match in pattern.finditer("".join(letters)):
        begin, end = origins[match.start()], origins[match.end() - 1] + 1
        pieces += [text[done:begin], BLACK]
        done = end
    return "".join([*pieces, text[done:]])
