"""The versions of an agenda: a list with what is new in each, each to be read, a feed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from events.actions.publish import draft_contents
from events.agenda import build_days, draft_of
from events.changes import changes
from events.exports import atom
from events.exports.changes import in_words
from events.history import steps_of
from events.templatetags.listing import Listing
from events.views.base import event_for_page
from events.views.feeds import feed_response
from multilingual.texts import translated
from website.public_pages import public_page

# In one feed: the newest.
ENTRIES = 20


@public_page
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """What was published, the newest first, each with what was new in it."""
    row = event_for_page(request, slug)
    steps = steps_of(row)
    lines = iter(in_words(row, [change for step in steps for change in step.changes]))
    rows = [(step, [next(lines) for _change in step.changes]) for step in steps]
    return render(request, "events/versions.html", {"event": row, "tab": "agenda", "rows": rows})


@public_page
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version as it was."""
    row = event_for_page(request, slug)
    found = row.agenda_versions.out().filter(number=number).first()
    if found is None:
        raise Http404
    found.event = row
    days = Listing(row, has_links=False).with_rows(build_days(found.sessions(with_documents=False)))
    context = {"event": row, "tab": "agenda", "version": found, "days": days}
    return render(request, "events/version.html", context)


@public_page
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda as staff have it now, for them alone: what it would look like if they published it."""
    row = event_for_page(request, slug)
    if not request.user.has_perm("events.view_session", row):
        raise Http404
    request.is_preview = True  # type: ignore[attr-defined]
    standing = row.agenda_version
    new = changes(standing.contents(), draft_contents(row)) if standing is not None else []
    context = {
        "event": row,
        "tab": "agenda",
        "version": None,
        "days": Listing(row, has_links=False).with_rows(build_days(draft_of(row))),
        "is_old": True,
        "is_draft": True,
        "draft_changes": in_words(row, new),
    }
    return render(request, "events/agenda.html", context)


@public_page
def agenda_atom(request: HttpRequest, slug: str) -> HttpResponse:
    """The versions as a feed."""
    row = event_for_page(request, slug)
    title = f"{_('Agenda')} – {translated(row, 'title').value}"
    entries = [atom.version_entry(step.version, in_words(row, step.changes)) for step in steps_of(row, ENTRIES)]
    return feed_response(atom.feed(title, request.path, reverse("events:agenda", args=[row.slug]), entries))
