"""The text of a PDF, as far as the limits of all that is read with it allow."""

from filereader.limits import Budget
from filereader.office import Unreadable
from filereader.pages import NotDrawn, computed, look_into

# Why it was not read.
_PROBLEMS = {"late": "document-cut", "locked": "locked-document", "away": "not-read"}


def read_pdf(content: bytes, budget: Budget) -> tuple[int, str]:
    """How many pages there are, and the text of the first; "" for a scan. Raises Unreadable."""
    limits = budget.limits
    seconds = min(limits.pdf_seconds, budget.seconds_left)
    if len(content) > limits.pdf or seconds < 0.1:
        raise Unreadable("document-cut")
    before = computed()
    try:
        pages, text = look_into(content, seconds, limits.pdf_pages)
    except NotDrawn as error:
        if str(error) == "late":
            budget.note("document-cut")
        raise Unreadable(_PROBLEMS.get(str(error), "damaged-document")) from error
    finally:
        budget.spent_elsewhere += computed() - before
    return pages, text[: limits.text]
