"""Several items of a day typed or pasted at once, one a line: hours, the title, its other languages behind bars."""

import datetime
import itertools
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from agendareader.titles import kind_of
from backoffice.base import MOST_ROWS
from backoffice.texts import LinesField
from events.admin.agenda.rows import DayTable
from events.models import Event, Session
from events.templatetags.dates import plain_hours
from multilingual.search import fold
from multilingual.texts import LANGUAGES, with_label

_CLOCK = r"(?:\d{1,2}(?:[:.h]\d{2})?\s*[ap]\.?m\b\.?|\d{1,2}(?:[:.h]\d{2}|h))"
_LINE = re.compile(rf"(?:(?P<start>{_CLOCK})(?:\s*[-–—]\s*(?P<end>{_CLOCK}))?\s+)?(?P<titles>.+)", re.IGNORECASE)


def _example() -> str:
    names = dict(settings.LANGUAGES)
    return gettext("09:30–10:00 title in %(languages)s") % {
        "languages": " | ".join(str(names[code]) for code in LANGUAGES)
    }


class LinesForm(forms.Form):
    """New items of a day. They are checked and saved as rows of its table are."""

    lines = LinesField(
        label=_("Several items at once"), widget=forms.Textarea({"rows": 6}), help_text=lazy(_example, str)()
    )
    room = forms.ChoiceField(label=_("room"), required=False)

    def __init__(self, data: QueryDict | None = None, *, event: Event, day: datetime.date | None, rooms: Any) -> None:
        super().__init__(data, initial={"room": event.room_id or ""})
        self.event, self.day = event, day
        self.fields["room"].choices = rooms  # type: ignore[attr-defined]  # a field with choices

    def clean(self) -> dict[str, Any]:
        """Every line is right, or none is kept; each error names its line."""
        texts = [line.strip() for line in self.cleaned_data.get("lines", "").split("\n") if line.strip()]
        if len(texts) > MOST_ROWS:
            raise ValidationError(_("At most %(limit)d lines at once."), params={"limit": MOST_ROWS})
        sent = _as_sent(texts, self.cleaned_data.get("room", ""))
        self.table = DayTable(self.event, self.day, data=sent, blank=False)
        if not self.table.is_valid():
            for text, row in zip(texts, self.table.rows, strict=False):
                for error in itertools.chain(*row.form.errors.values()):
                    self.add_error("lines", with_label(text, error))
        return self.cleaned_data


def what_was_made(sessions: Iterable[Session]) -> SafeString:
    """Of each line its hours, kind and title, as they were understood."""
    made = (
        (" · ".join(filter(None, (plain_hours(session), session.kind_label, str(session)))),) for session in sessions
    )
    return format_html_join(SafeString("<br>"), "{}", made)


def _as_sent(lines: list[str], room: str) -> QueryDict:
    """What the table would send if the lines were new rows of it."""
    kinds, sent = _kinds(), QueryDict(mutable=True)
    for number, line in enumerate(lines):
        sent.appendlist("row", f"n{number}")
        for name, value in {**_cells(line, kinds), "room": room}.items():
            sent[f"rn{number}-{name}"] = value
    return sent


def _cells(line: str, kinds: dict[str, str]) -> dict[str, str]:
    """What a row of the table would hold."""
    found = _LINE.fullmatch(line)
    start, end, text = found.groups() if found else ("", "", line)
    titles = [title.strip() for title in text.split("|", len(LANGUAGES) - 1)]
    named = (kinds.get(fold(title)) or kind_of(title) for title in titles)
    kind = next((kind for kind in named if kind in Session.Kind), Session.Kind.SESSION)
    texts = {f"title_{code}": title for code, title in zip(LANGUAGES, titles, strict=False)}
    return {"start": start or "", "end": end or "", "kind": kind, **texts}


def _kinds() -> dict[str, str]:
    """The kind by its name in any language of the site, before the words that a pasted agenda is read by."""
    kinds: dict[str, str] = {}
    for code in LANGUAGES:
        with override(code):
            kinds |= {fold(str(kind.label)): kind.value for kind in Session.Kind}
    return kinds
