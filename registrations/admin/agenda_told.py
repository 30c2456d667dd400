"""When an agenda was published: how many mails go, and who must be told otherwise."""

from backoffice.extensions import Extension, Panel, extend
from events.admin.versions import PUBLISH
from events.models import Event
from registrations.admin.tell_of_agenda import who_is_told

extend(Event, Extension(panels=(Panel("agenda-told", "admin/registrations/agenda_told.html", who_is_told, PUBLISH),)))
