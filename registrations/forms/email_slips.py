"""Slips of the finger in the domain of an e-mail address: the domain that was likely meant."""

from itertools import takewhile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from website.forms import SURE, PublicForm

# The box beside an address that may be a slip.
EMAIL_SURE = f"email{SURE}"

# Where many people have their address, each name under many endings.
_PROVIDERS = ("gmail", "googlemail", "hotmail", "icloud", "laposte", "outlook", "protonmail", "wanadoo", "yahoo")
# Others that are but one letter from these.
_NEIGHBOURS = {"email", "mail", "ymail"}
_NO_ENDINGS = {"cmo", "comm", "con", "ocm", "vom", "xom"}
# Endings of countries that no large provider has: a letter of "com" is lacking.
_CUT_ENDINGS = {"cm", "co", "om"}


def question_email(form: PublicForm) -> None:
    """Of an address such as ana@gmial.com that was typed into a form, a box asks whether it is right."""
    email = form.cleaned_data.get("email", "")
    if not (likely := likely_address(email)):
        return
    if not form.is_sure(EMAIL_SURE, email, _("Yes, %(email)s is right.") % {"email": email}):
        words = _("Did you mean %(email)s? If the address is right as it is, please tick the box below.")
        form.add_error("email", ValidationError(words % {"email": likely}, code="slip"))


def likely_address(email: str) -> str:
    """The address that was likely meant; empty where nothing looks like a slip."""
    local, _at, domain = email.rpartition("@")
    name, dot, ending = domain.lower().partition(".")
    if not dot:
        return ""
    meant = f"{_meant_name(name, ending)}.{_meant_ending(name, ending)}"
    return f"{local}@{meant}" if meant != domain.lower() else ""


def _meant_name(name: str, ending: str) -> str:
    labels = ending.split(".")
    if name in _NEIGHBOURS or len(labels) > 2 or any(len(label) > 4 for label in labels):
        return name
    return next((provider for provider in _PROVIDERS if _is_one_slip(name, provider)), name)


def _meant_ending(name: str, ending: str) -> str:
    before, dot, last = ending.rpartition(".")
    is_cut = ending in _CUT_ENDINGS and _meant_name(name, ending) in _PROVIDERS
    return f"{before}{dot}com" if last in _NO_ENDINGS or is_cut else ending


def _is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is another, lacking or too much, or two stand the wrong way round."""
    start = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(typed, meant, strict=False)))
    left, right = typed[start:], meant[start:]
    is_turned = left[:2] == right[1::-1] and left[2:] == right[2:]
    return is_turned or left[1:] == right[1:] or left[1:] == right or left == right[1:]
