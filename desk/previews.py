"""The mails of an acceptance or a substitution as their readers will get them, before they go.

By GET as the words stand, with what is known of the readers; by POST as they would go: a dry run of the action.
"""

from collections.abc import Callable, Sequence

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backoffice.base import BackOfficeAdmin
from backoffice.rights import rows_for, staff
from desk import dry_run, page, proposals, timeline
from desk.choices import known_for
from desk.deciding import answer_to_writer
from desk.documents import Unusable, nomination_of
from desk.outgoing import APPROVED, ASKING, TO_WRITER, Going, Mails, Person, mails_of, notification_of, people
from desk.permissions import demand, for_conversation
from desk.persons import wanted
from desk.requester_reply import asker_of
from desk.substituting import as_it_would_go as as_it_would_go_instead
from desk.substituting import preview_of
from inbox import writers
from inbox.actions import accept as accepting
from inbox.errors import DeskError
from inbox.models import Conversation
from inbox.nominations import names_of_copies
from outbox import previews
from outbox.templates import Words
from registrations.admin import mail_editor
from registrations.errors import RegistrationError
from registrations.models import Registration
from storage.keys import key_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_conversation
def accept(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """One of the mails of an acceptance with the words as typed, as its first reader will get it."""
    demand(request, conversation, "registrations.add_registration")
    if conversation.event is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    known = known_for(conversation)
    cards = proposals.cards(page.proposals_of(conversation), known, posted, about=conversation.registration)
    found = people(cards, known, page.latest(timeline.incoming(conversation)))
    found = [each for each in found if each.is_chosen] or found
    shown = mails_of(conversation, found, posted, may_decide=True)
    going = shown.find((posted or request.GET).get("preview", ""))
    if going is None or not (shown.writers if going.mail.kind == TO_WRITER else going.mail.readers):
        raise Http404
    if posted is None:
        return previews.framed(as_the_words_stand(conversation, going, shown))
    return rehearsed(lambda: as_it_would_go(conversation, staff(request), going, found, posted))


def as_the_words_stand(conversation: Conversation, going: Going, shown: Mails) -> str:
    """The mail with what is known of its first reader; nothing is decided."""
    mail = going.mail
    if mail.kind == TO_WRITER:
        words = Words(mail.subject, mail.body, mail.words_language)
        return writers.preview(conversation, shown.writers[0], words, shown.reason)
    return mail_editor.shown(mail.readers[0], mail.kind, mail, shown.reason)


def as_it_would_go(
    conversation: Conversation, by: User, going: Going, found: Sequence[Person], posted: QueryDict
) -> str:
    """Accept those to whom it goes, read the mail, and take everything back; raises what says why there is none."""
    is_to_writer = going.mail.kind == TO_WRITER
    forms = [each.form for each in found if is_to_writer or each.row is going.mail.readers[0]]
    for form in forms:
        dry_run.demand_valid(form)
    is_approved = bool(posted.get("is_approved")) if is_to_writer else going.when == APPROVED
    persons = [wanted(form, posted.get("category_for_all", "")) for form in forms]
    if going.is_spare and going.mail.kind != ASKING:
        persons = [one._replace(is_pending=True) for one in persons]  # what goes if nobody is asked for what is missing
    notification = notification_of(posted)._replace(is_all_shown=False)
    documents = names_of_copies(nomination_of(conversation, posted.get("document", "")), len(persons))
    with dry_run.taken_back():
        made = accepting.accept(
            conversation, by, conversation.seen_mark(), persons,
            is_approved=is_approved, documents=documents, notification=notification,
        )  # fmt: skip
        written = dry_run.written_for(conversation, made)
        return dry_run.html_of(written, going.mail.kind, going.mail.language, made)


def rehearsed(mail: Callable[[], str]) -> HttpResponse:
    """The mail in a frame; or the sentence that says why there is none."""
    try:
        return previews.framed(previews.without_link(mail()))
    except (DeskError, RegistrationError, Unusable) as error:
        context = {"text": str(error), "tables": [], "title": _("Preview of the mail")}
        return previews.framed(render_to_string("admin/inbox/conversation/attachment_text.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@for_conversation
def substitute(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """One of the mails of a substitution."""
    demand(request, conversation, "registrations.add_registration", "registrations.decide_registration")
    if request.method != "POST":
        return previews.framed(preview_of(conversation, request.GET))
    return rehearsed(lambda: as_it_would_go_instead(conversation, staff(request), request.POST))


@require_http_methods(["GET", "HEAD", "POST"])
@for_conversation
def ending(request: HttpRequest, conversation: Conversation, model_admin: BackOfficeAdmin) -> HttpResponse:
    """The answer to who asked for somebody else's registration to end."""
    posted = request.POST if request.method == "POST" else None
    demand(request, conversation, "registrations.decide_registration")
    rows = rows_for(request.user, Registration.objects.all(), "registrations.decide_registration")
    row = rows.filter(pk=key_of((posted or request.GET).get("id"))).first()
    answer = answer_to_writer(conversation, asker_of(conversation, row), row, posted) if row is not None else None
    if answer is None:
        raise Http404
    return previews.framed(answer.html())
