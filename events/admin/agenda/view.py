"""The agenda's page in the back office: one day, one table."""

import datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from backoffice.base import BackOfficeAdmin
from backoffice.rights import ANYWHERE, demand
from backoffice.texts import columns_of
from events.admin.agenda.directory import Known
from events.admin.agenda.forms import DetailForm, PersonForm, SessionForm
from events.admin.agenda.lines import LinesForm, what_was_made
from events.admin.agenda.rows import DayTable, Row, room_choices
from events.admin.publishing import remind_to_publish
from events.admin.sections import Day, days_of, documents_of, head_context
from events.models import Appearance, Event, Session
from events.models.conflicts import Kind, by_kind, conflicts_of
from events.models.placement import WithinEachOther, moves, placement_of, refuse_new_circles, take_back
from events.models.removal import event_of, removals, restore_session
from events.models.reschedule import move_agenda, skipped
from events.pasting.takeover import takeovers
from speakers.models import Speaker
from storage.keys import LONGEST_KEY, key_of

# In the session of who edits: what was moved last.
_MOVED = "agenda-moves"
EDITING = ("events.change_session", "events.add_session", "events.delete_session",
           "events.change_appearance", "events.add_appearance", "events.delete_appearance")  # fmt: skip


def agenda_view(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Show and save one day of the agenda; `open` names items whose line-up is shown."""
    event = event_for(request, pk)
    may_edit = may_edit_agenda(request, event)
    days = days_of(event)
    day = chosen_day(request.GET.get("day"), event, days)
    lines, table = None, None
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        done = _at_once(request, event, day)
        if done is not None:
            return done
        lines, table = _sent(request, event, day)
        try:
            saved = _save_if_right(request, lines, table)
        except WithinEachOther as error:
            messages.error(request, gettext("Nothing has been saved.") + f" {error}")
            lines, table = _sent(request, event, day)  # as it was typed, beside what is stored
            saved = None
        if saved is not None:
            return saved
    if table is None:
        opened = set(request.GET.getlist("open"))
        table = DayTable(event, day, open_keys=opened, blank=may_edit, may_add_people=may_add_people(request))
    context = {
        "lines": lines or LinesForm(event=event, day=day, rooms=table.rooms),
        **head_context(model_admin, request, event),
        **table_context(event, day, days, table),
        **(done_lately(request, event) if may_edit else {}),
        "title": str(event),
        "original": event,
        "media": model_admin.media + PersonForm(instance=Appearance(), known=Known()).media,
        "may_edit": may_edit,
    }
    return model_admin.render(request, "admin/events/event/agenda.html", context)


def _at_once(request: HttpRequest, event: Event, day: datetime.date | None) -> HttpResponse | None:
    """Do what a button of its own asks for, if it was one."""
    if "move_days" in request.POST:
        return _move(request, event, day)
    return _put_back(request, event, day) if "put_back" in request.POST else None


def _sent(
    request: HttpRequest, event: Event, day: datetime.date | None
) -> tuple[LinesForm, None] | tuple[None, DayTable]:
    """What was sent: lines of new items, or the table."""
    if "lines" in request.POST:
        return LinesForm(request.POST, event=event, day=day, rooms=room_choices(event)), None
    return None, DayTable(event, day, data=request.POST, may_add_people=may_add_people(request))


def may_edit_agenda(request: HttpRequest, event: Event) -> bool:
    """Whether somebody has all rights that its table needs."""
    return all(request.user.has_perm(right, event) for right in EDITING)


def may_add_people(request: HttpRequest) -> bool:
    """Whether somebody may put new people and bodies into the directory, which all events share."""
    return all(request.user.has_perm(right) for right in ("speakers.add_speaker", "speakers.add_organisation"))


def speaker_view(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> JsonResponse:
    """What the directory says of the speaker `id`, for the script that proposes it beside the name."""
    event_for(request, pk)
    if not request.user.has_perm("speakers.view_speaker"):
        raise PermissionDenied
    speaker = get_object_or_404(Speaker, pk=key_of(request.GET.get("id")))
    bodies = [{"id": body.pk, "text": str(body)} for body in speaker.organisations.all()]
    country = [{"id": speaker.country_id, "text": str(speaker.country)}] if speaker.country else []
    functions = {column: getattr(speaker, column) or "" for column in columns_of("function")}
    return JsonResponse({**functions, "organisations": bodies, "country": country})


def table_context(event: Event, day: datetime.date | None, days: list[Day], table: DayTable) -> dict[str, Any]:
    """What the page shows beside the head: the table, an empty row, what to look at."""
    conflicts = conflicts_of(event)
    return {
        "table": table,
        "empty_row": empty_row(event, day, table),
        "empty_person": table.empty_person("__row__", "__person__"),
        "day": day,
        "day_key": day.isoformat() if day else "none",
        "days": days if any(known.date == day for known in days) else [*days, Day(day)],
        "is_empty_day": not any(row.session.pk for row in table.rows),
        "conflicts": conflicts,
        "conflicts_by_kind": by_kind(conflicts),
        # A title that is missing is marked where it is typed.
        "marked": {row.pk for found in conflicts if found.kind != Kind.TITLE for row in found.sessions},
        "has_errors": any(row.has_errors() for row in table.rows) or bool(table.gone),
    }


def lineup_view(request: HttpRequest, pk: int, session_pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The details of one item as they stand in the table, for the script that opens them in place."""
    event = event_for(request, pk)
    session = get_object_or_404(Session, pk=session_pk, event=event)
    table = DayTable(
        event, session.day, open_keys={str(session.pk)}, blank=False, may_add_people=may_add_people(request)
    )
    row = next((row for row in table.rows if row.key == str(session.pk)), None)
    if row is None:
        raise Http404
    context = {
        "row": row,
        "event": event,
        "may_edit": may_edit_agenda(request, event),
        "can_add_documents": request.user.has_perm("events.add_document", event),
    }
    return TemplateResponse(request, "admin/events/event/_details.html", context)


def documents_view(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The list of documents of the event, or of one of its items (`session`)."""
    event = event_for(request, pk)
    documents = documents_of(event)
    wanted = request.GET.get("session", "")
    if wanted:
        documents = [
            row
            for row in documents
            if wanted in (str(row.session_id), str(row.appearance and row.appearance.session_id))
        ]
    context = {
        "event": event,
        "documents": documents,
        "said": messages.get_messages(request),  # of the window that has just closed
        "add_query": f"session={wanted}" if wanted.isdigit() else f"event={event.pk}",
        "can_add_documents": request.user.has_perm("events.add_document", event),
    }
    return TemplateResponse(request, "admin/events/event/_documents.html", context)


def event_for(request: HttpRequest, pk: int) -> Event:
    """The event, for those who may see it."""
    event = get_object_or_404(Event.objects.select_related("venue__country"), pk=pk)
    demand(request, event, "events.view_event", "events.view_session")
    return event


def chosen_day(wanted: str | None, event: Event, days: list[Day]) -> datetime.date | None:
    """The day that the address names; else the first one."""
    if wanted == "none":
        return None
    try:
        date = parse_date(wanted or "")
    except ValueError:
        date = None
    if date is not None:
        return date
    return days[0].date if days else event.starts_on


def address(event: Event, day: datetime.date | None) -> str:
    """The page of a day."""
    return f"{reverse('admin:events_event_agenda', args=[event.pk])}?day={day.isoformat() if day else 'none'}"


def empty_row(event: Event, day: datetime.date | None, table: DayTable) -> Row:
    """The row that the script copies when one is added."""
    session = Session(event=event)
    form = SessionForm(None, prefix="r__row__", instance=session, event=event, day=day, rooms=table.rooms)
    row = Row("__row__", form)
    row.details = DetailForm(None, prefix="r__row__", instance=session, day=day)
    row.spare = table.empty_person("__row__", "n0")
    return row


def done_lately(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What has just been done and can be undone, as the address says."""
    return {
        "removed": removed_lately(event, request.GET.getlist("removed")),
        "taken": taken_lately(event, request.GET.get("taken", "")),
        "moved": len(moved_lately(request, event)) if "moved" in request.GET else 0,
    }


def removed_lately(event: Event, keys: list[str]) -> list[LogEntry]:
    """The lines of items that have just been removed, from which they come back."""
    wanted = [key for key in keys if key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY]
    if not wanted:
        return []
    lines = removals().filter(object_pk__in=wanted, additional_data__event=event.pk)
    there = set(Session.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [line for line in lines if int(line.object_pk) not in there]


def taken_lately(event: Event, key: str) -> LogEntry | None:
    """The line of the history of what has just been taken over, while it can be taken back."""
    return takeovers(event.pk).filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None


def restore_page(request: HttpRequest) -> str:
    """The name of the page that brings an item back, for those who may edit agendas."""
    return "admin:events_event_restore" if all(request.user.has_perm(right, ANYWHERE) for right in EDITING) else ""


@require_POST
def restore_view(request: HttpRequest, pk: int, model_admin: BackOfficeAdmin) -> HttpResponse:
    """Bring back a removed item; `pk` is the line of the history that says so."""
    entry = get_object_or_404(removals(), pk=pk)
    event = event_of(entry)
    if event is None:
        raise Http404
    event_for(request, event.pk)
    if not may_edit_agenda(request, event):
        raise PermissionDenied
    try:
        session = restore_session(entry)
    except ValueError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(address(event, event.starts_on))
    messages.success(request, gettext("“%(name)s” is back in the agenda.") % {"name": session})
    return HttpResponseRedirect(f"{address(event, session.day)}#r{session.pk}")


def _save_if_right(request: HttpRequest, lines: LinesForm | None, table: DayTable | None) -> HttpResponse | None:
    """Save what was sent, unless something in it is wrong."""
    valid = lines.table if lines and lines.is_valid() else table
    if valid is None or not valid.is_valid() or valid.gone:
        return None
    answer = _save(request, valid)
    if lines is not None:
        messages.info(request, what_was_made(row.session for row in valid.rows))
    return answer


def _save(request: HttpRequest, table: DayTable) -> HttpResponse:
    """Save the table and say what that was; the page that follows brings back what was removed, or moved."""
    with transaction.atomic():
        before = placement_of(table.event, is_locked=True)  # what others move meanwhile is not this person's to undo
        saved = table.save()
        after = placement_of(table.event)
        refuse_new_circles(table.event, before, after)
        moved = moves(before, after)
    if moved:
        request.session[_MOVED] = {"event": table.event.pk, "moves": moved}
    else:
        request.session.pop(_MOVED, None)
    if saved:
        messages.success(request, ngettext("%d item has been saved.", "%d items have been saved.", saved) % saved)
    elif table.is_reordered:
        messages.success(request, gettext("The order has been saved."))
    elif not table.removed_keys:
        messages.success(request, gettext("Nothing had changed."))
    removed = "".join(f"&removed={key}" for key in table.removed_keys)
    return HttpResponseRedirect(address(table.event, table.day) + removed + ("&moved=1" if moved else ""))


def moved_lately(request: HttpRequest, event: Event) -> list[Any]:
    """What this person has just moved in this agenda."""
    kept = request.session.get(_MOVED, {})
    return list(kept["moves"]) if kept.get("event") == event.pk else []


def _put_back(request: HttpRequest, event: Event, day: datetime.date | None) -> HttpResponse:
    """Put what was moved last back to where it stood."""
    moved = moved_lately(request, event)
    if not moved:
        messages.info(request, gettext("Nothing is left to put back."))
        return HttpResponseRedirect(address(event, day))
    try:
        count = take_back(event, moved)
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, ngettext("%d item is back in its place.", "%d items are back in their places.", count) % count
        )
    request.session.pop(_MOVED, None)
    return HttpResponseRedirect(address(event, day))


def _move(request: HttpRequest, event: Event, day: datetime.date | None) -> HttpResponse:
    """Move the whole agenda by days."""
    try:
        days = int(request.POST["move_days"])
    except ValueError:
        days = 0
    if not days or abs(days) > 3660:
        messages.error(request, gettext("By how many days? Such as 7 or -1."))
        return HttpResponseRedirect(address(event, day))
    if items := skipped(event, days=days):
        refusal = gettext("These hours do not exist there, the clocks go forward: ")
        messages.error(request, refusal + ", ".join(items))
        return HttpResponseRedirect(address(event, day))
    count = move_agenda(event, days=days)
    words = {"items": ngettext("%d item", "%d items", count) % count, "days": f"{days:+d}"}
    messages.success(request, gettext("The agenda has moved: %(items)s by %(days)s days.") % words)
    remind_to_publish(request, event)
    return HttpResponseRedirect(address(event, day + datetime.timedelta(days=days) if day else None))
