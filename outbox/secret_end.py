"""The client secret of MAIL_OAUTH_URL has an end, after which no mail comes or goes: whoever can renew it is told."""

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from outbox.models.sign_on import SignOn

# So long before it stands on the first page of the secretariat, and so long before a mail says so.
SHOWN = datetime.timedelta(days=30)
MAILED = datetime.timedelta(days=14)


def coming_end(within: datetime.timedelta = SHOWN) -> datetime.date | None:
    """The day on which the secret ends, where that is near, or was."""
    ends: datetime.date | None = settings.MAIL_OAUTH_SECRET_ENDS
    return ends if ends is not None and ends <= timezone.localdate() + within else None


def warn() -> int:
    """What the worker does once an hour: a mail to the administrators, once for each end; how many were told."""
    ends = coming_end(MAILED)
    if ends is None:
        return 0
    administrators = User.objects.filter(is_superuser=True, is_active=True).exclude(email="")
    addresses = list(administrators.order_by("pk").values_list("email", flat=True))
    if not addresses or not SignOn.objects.claim_warning(ends):
        return 0
    texts = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words = {"date": formats.date_format(ends), "site": settings.SITE_URL}
            texts.append(
                _(
                    "The client secret with which %(site)s signs on to the mail server ends on %(date)s. From then on "
                    "no mail comes or goes. Make a new one, set MAIL_OAUTH_URL and MAIL_OAUTH_SECRET_ENDS, and start "
                    "the services again (docs/mailbox.md)."
                )
                % words
            )
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("The sign-on to the mail server ends on %(date)s") % {"date": formats.date_format(ends)}
    try:
        send_mail(subject, "\n\n".join(texts), settings.DEFAULT_FROM_EMAIL, addresses)
    except OSError:
        SignOn.objects.take_back_warning()
        raise
    return len(addresses)
