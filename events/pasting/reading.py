"""A pasted text or an uploaded file as an agenda: read by a process that takes neither memory nor time without end."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agendareader.facts import Agenda, Wanted
from backoffice.spreadsheets import too_large
from events.models import Event
from filereader.strict_tables import LIMITS
from sandbox import child
from speakers.models import Country


def read_agenda(event: Event, content: bytes, name: str = "", language: str = "") -> Agenda:
    """What it says; the days are those of the event. Raises ValidationError with a sentence."""
    wanted = Wanted(event.starts_on, event.ends_on, language)
    try:
        return child.read_agenda(content, Country.objects.names_by_code(), wanted, name)
    except child.Refused as error:
        if error.reason == "old":
            words = _("This is a file of the old kind (.doc, .xls) or one with a password: save it as DOCX or XLSX.")
        elif hasattr(LIMITS, error.reason):
            words = too_large(error.reason, getattr(LIMITS, error.reason))
        else:
            words = _(
                "The file cannot be read. A text, DOCX, XLSX, CSV or a saved web page (HTML) can be: of anything else, "
                "such as a PDF, copy the text and paste it."
            )
        raise ValidationError(words) from error
    except child.NotRead as error:
        raise ValidationError(_("This takes too much to read: paste the agenda alone, or a part of it.")) from error
    except child.Away as error:
        raise ValidationError(_("It cannot be read just now: please try again.")) from error
