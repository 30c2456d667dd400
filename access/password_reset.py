"""A new password by mail, for staff: through the outbox, where the link is not to be read.

The words in the outbox hold `{link}`, as those of every mail do; the address with its code is made when the mail
leaves, so that neither the database nor a page of staff ever holds it. What Django's form does at once, the worker
does: the page only writes down that somebody asked, for every address alike.
"""

import threading

from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from access import mails
from access.kinds import PASSWORD_RESET
from access.models import ResetRequest
from outbox import scheduler
from outbox.asking import answer_all

# Mails to an address in a day.
MAILS_A_DAY = 5


def start(stop: threading.Event) -> list[threading.Thread]:
    """The worker's thread that answers who asked."""
    return [scheduler.start_loop(stop, "passwords", answer_requests)]


def answer_requests() -> int:
    """Answer all who asked so far; how many."""
    return answer_all(ResetRequest.objects.all(), _write_to, "password", MAILS_A_DAY)


def _write_to(email_key: str, language: str) -> None:
    """To active accounts of staff that have a password: whoever signs in elsewhere alone gets none here."""
    for user in PasswordResetForm().get_users(email_key):
        if user.is_staff:
            mails.write(PASSWORD_RESET, user, language, {})


class AnotherPasswordForm(SetPasswordForm):
    """Twice the new password, which is not the old one."""

    def clean_new_password1(self) -> str:
        """Another than the present one; the hash that the link goes by is left as it is."""
        password: str = self.cleaned_data["new_password1"]
        if check_password(password, self.user.password):
            raise ValidationError(_("This is your old password. Please choose another."), "old")
        return password
