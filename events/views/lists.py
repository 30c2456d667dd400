"""Home, list of events, series: pages that lead to events."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from events.directory import public_organisations, public_speakers
from events.forms import EventFilter
from events.models import Event, PublishedItem, Series, SeriesEntry, SeriesOrganisation
from multilingual.search import fold, words_of
from multilingual.texts import translated
from website.public_pages import public_page, takes

EVENTS_A_PAGE = 20
FOUND_AT_MOST = 30
ENTRIES_A_PAGE = 120


@public_page
@takes("q")
def home(request: HttpRequest) -> HttpResponse:
    """Coming and past events; with `?q=…` what is found among events, series, people and organisations."""
    query = request.GET.get("q", "").strip()[:200]
    if words_of(query):
        return render(request, "events/found.html", {"query": query, **found(query)})
    events = Event.objects.public().for_list()
    return render(request, "events/home.html", {"coming": events.coming()[:50], "past": events.past()[:10]})


def found(query: str) -> dict[str, Any]:
    """What contains every word, in any language. People and organisations only where a public page speaks of them."""
    items = PublishedItem.objects.public().matching(query).select_related("version__event")
    return {
        "events": Event.objects.public().matching(query).for_list()[:FOUND_AT_MOST],
        "sessions": [
            item.session for item in items.order_by("-version__event__starts_on", "version_id", "place")[:FOUND_AT_MOST]
        ],
        "series": Series.objects.matching(query)[:FOUND_AT_MOST],
        "people": public_speakers().matching(query).by_name().with_affiliations()[:FOUND_AT_MOST],
        "organisations": public_organisations().matching(query)[:FOUND_AT_MOST],
    }


@public_page
@takes("page", *EventFilter.base_fields)
def event_list(request: HttpRequest) -> HttpResponse:
    """All events, the latest first, narrowed by words, year, kind, series and place."""
    form = EventFilter(request.GET)
    events = form.choose(Event.objects.public().for_list())
    page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    asked = {name: request.GET[name] for name in form.fields if form.cleaned_data.get(name)}
    number = {"page": str(page.number)} if page.number > 1 else {}
    # One address a page: made-up ones would all be kept, each by itself.
    if any(request.GET.get(name, "") != (asked | number).get(name, "") for name in (*form.fields, "page")):
        return HttpResponseRedirect(f"{request.path}?{urlencode(asked | number)}".rstrip("?"))
    context = {"form": form, "page": page, "asked": urlencode(asked)}
    return render(request, "events/list.html", context)


@public_page
@takes("page")
def speakers(request: HttpRequest) -> HttpResponse:
    """All who speak at a public event, by family name."""
    rows = public_speakers().by_name().with_affiliations()
    return _directory(request, "speakers", rows.defer("bio", "note", "email"))


@public_page
@takes("page")
def organisations(request: HttpRequest) -> HttpResponse:
    """All bodies that public events name, by their name in the reader's language."""
    found = sorted(public_organisations().defer("summary", "note"), key=lambda row: fold(translated(row, "name").value))
    return _directory(request, "organisations", found)


def _directory(request: HttpRequest, kind: str, rows: Any) -> HttpResponse:
    page = Paginator(rows, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    if request.GET.get("page", "") != (str(page.number) if page.number > 1 else ""):
        return HttpResponseRedirect(f"{request.path}?page={page.number}" if page.number > 1 else request.path)
    return render(request, "events/directory.html", {"kind": kind, "page": page, "query": ""})


@public_page
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """A series and its editions: by year, those that are not on this site too."""
    entries = SeriesEntry.objects.select_related("event__venue__country", "event__registration_settings")
    newest = Coalesce("event__starts_on", "starts_on").desc(nulls_last=True)
    roles: Any = SeriesOrganisation.objects.select_related("organisation")  # django-stubs cannot join two of ours
    rows = Series.objects.select_related("parent", "grew_from").prefetch_related(
        Prefetch(
            "entries", entries.exclude(event__status=Event.Status.DRAFT).order_by("-year", newest, "ordinal", "pk")
        ),
        Prefetch("roles", roles),
        "parts",
        "gave_rise_to",
    )
    found_series = get_object_or_404(rows, slug=slug)
    return render(request, "events/series.html", {"series": found_series})
