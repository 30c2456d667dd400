"""The worker answers who asked for a mail on a page that tells nobody whether it knows the address."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, transaction

from outbox.models.asked import AskedQuerySet
from storage.models import DAY, RateCount

logger = logging.getLogger(__name__)

# Writes what was asked for to an address, in a language.
Answer = Callable[[str, str], object]


def answer_all(rows: AskedQuerySet, answer: Answer, counter: str, most: int) -> int:
    """Answer all who asked so far, an address `most` times a day; how many asked.

    Safe with any number of workers: each takes other requests.
    """
    count = 0
    while _answer_next(rows, answer, counter, most):
        count += 1
    return count


@transaction.atomic
def _answer_next(rows: AskedQuerySet, answer: Answer, counter: str, most: int) -> bool:
    asked = rows.to_answer().first()
    if asked is None:
        return False
    asked.delete()
    if RateCount.objects.hit(counter, asked.email_key, DAY) <= most:
        try:
            with transaction.atomic():
                answer(asked.email_key, asked.language)
        except (OperationalError, InterfaceError):
            raise  # the database is away: the request is taken up again
        except Exception:
            logger.exception("What somebody asked for (%s) cannot be written.", counter)  # nor later: the others go on
    return True
