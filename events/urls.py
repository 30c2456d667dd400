"""Public addresses of the programme, below the language."""

from django.urls import path

from events.views import calendars, documents, feeds, files, lists, pages, versions

app_name = "events"

urlpatterns = [
    path("", lists.home, name="home"),
    path("events.ics", feeds.events_ics, name="events-ics"),
    path("events.atom", feeds.events_atom, name="events-atom"),
    path("documents.atom", feeds.documents_atom, name="documents-atom"),
    path("events/", lists.event_list, name="list"),
    path("events/<slug:slug>/", pages.event, name="event"),
    path("events/<slug:slug>/event.ics", calendars.event_ics, name="event-ics"),
    path("events/<slug:slug>/agenda/", pages.agenda, name="agenda"),
    path("events/<slug:slug>/agenda/by-room/", pages.agenda_by_room, name="agenda-by-room"),
    path("events/<slug:slug>/agenda/embedded/", pages.agenda_embedded, name="agenda-embedded"),
    path("events/<slug:slug>/agenda/draft/", versions.draft, name="agenda-draft"),
    path("events/<slug:slug>/agenda/versions/", versions.versions, name="agenda-versions"),
    path("events/<slug:slug>/agenda/versions/<key:number>/", versions.version, name="agenda-version"),
    path("events/<slug:slug>/agenda.atom", versions.agenda_atom, name="agenda-atom"),
    path("events/<slug:slug>/agenda.docx", documents.agenda_docx, name="agenda-docx"),
    path("events/<slug:slug>/agenda.ics", calendars.agenda_ics, name="agenda-ics"),
    path("events/<slug:slug>/agenda.pdf", documents.agenda_pdf, name="agenda-pdf"),
    path("events/<slug:slug>/schedule.json", feeds.schedule_json, name="schedule-json"),
    path("events/<slug:slug>/schedule.xml", feeds.schedule_xml, name="schedule-xml"),
    path("events/<slug:slug>/sessions/<key:pk>/", pages.session, name="session"),
    path("events/<slug:slug>/sessions/<key:pk>/session.ics", calendars.session_ics, name="session-ics"),
    path("events/<slug:slug>/speakers/", pages.speakers, name="speakers"),
    path("events/<slug:slug>/image/<str:name>", files.image, name="image"),
    path("events/<slug:slug>/documents/", pages.documents, name="documents"),
    path("events/<slug:slug>/documents.atom", feeds.event_documents_atom, name="event-documents-atom"),
    path("events/<slug:slug>/documents/<key:pk>/<str:name>", files.document, name="file"),
    path("speakers/", lists.speakers, name="all-speakers"),
    path("speakers/<slug:slug>/speaker.ics", calendars.speaker_ics, name="speaker-ics"),
    path("organisations/", lists.organisations, name="all-organisations"),
    path("series/<slug:slug>/", lists.series, name="series"),
    path("series/<slug:slug>/series.ics", feeds.series_ics, name="series-ics"),
]
