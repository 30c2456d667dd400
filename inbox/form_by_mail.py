"""What a mail said of persons, for the form that its writer gets a link to: first values, and what is still missing."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import get_language

from events.models import Event
from events.views.base import event_for_page
from inbox.actions.accept import accept_from_person
from inbox.errors import DeskError
from inbox.models import Conversation, MailProposal
from inbox.request_summary import name_of
from inbox.threads import thread_for
from inbox.wishes import answers_to, note_of
from registrations.actions.notifications import Notification
from registrations.actions.register import register as register_person
from registrations.availability import fetch_form
from registrations.forms import RegistrationForm
from registrations.forms.prefill import Prefill
from registrations.mail_values import missing_for_mails
from registrations.models import Category, Registration
from registrations.models.answers import BY_MAIL
from registrations.models.registration import person_key
from storage.tokens import nonce_of

# The fields of the form that a mail may fill in, by what they are called in a proposal. Nothing that is restricted.
_FIELDS = {
    "title": "title",
    "given_name": "given_name",
    "family_name": "family_name",
    "function": "function",
    "organisation_name": "organisation",
    "country": "country",
    "email": "email",
    "phone": "phone",
}


class Line(NamedTuple):
    """A person in the list of those whom the mail named."""

    name: str
    missing: list[str]
    is_registered: bool
    query: str


class FormByMail(NamedTuple):
    """A conversation and the persons it wants registered; `person` is the one whose form this is."""

    event: Event
    conversation: Conversation
    persons: list[MailProposal]
    person: MailProposal | None
    token: str

    def _query(self, person: MailProposal | None) -> str:
        return urlencode([("mail", self.token), *([("person", person.pk)] if person is not None else [])])

    @property
    def is_registered(self) -> bool:
        """Somebody accepted it already: staff, or the person by this form."""
        return self.person is not None and self.person.state == MailProposal.State.ACCEPTED

    def lines(self, language: str) -> list[Line]:
        """Each person with what is missing."""
        return [
            Line(
                name=name_of(person, language.split("-")[0]),
                missing=missing_for_mails(person.missing, language.split("-")[0]),
                is_registered=person.state == MailProposal.State.ACCEPTED,
                query=self._query(person),
            )
            for person in self.persons
        ]

    def prefill(self, person: MailProposal) -> Prefill:
        """What the form of a person begins with."""
        fetch_form(self.event)
        category = person.category_among([row for row in self.event.categories.all() if row.is_offered])
        code = category.code if category is not None else ""
        values = {field: str(person.value(name)) for field, name in _FIELDS.items()}
        values["category"] = code
        values["mode"] = str(person.value("mode")).replace("_", "-")
        wished = str(person.value("preferred_language"))
        values["language"] = wished if wished in dict(settings.LANGUAGES) else self.conversation.language
        overview = urlencode({"mail": self.token}) if len(self.persons) > 1 else ""
        known = {field: value for field, value in values.items() if value}
        return Prefill(known, code, self._query(person), overview, has_written=True)

    def register(self, form: RegistrationForm, key: str) -> Registration:
        """Store what was sent, and that with it the proposal is accepted; sent twice, it is stored once.

        Raises DeskError where the proposal was decided otherwise meanwhile, and what registering raises.
        """
        assert self.person is not None  # noqa: S101  asked by the page
        columns = form.columns()
        if person_key(columns.get("given_name", ""), columns["family_name"]) == self._person_key():
            columns["honorific"] = str(self.person.value("honorific"))[:30]

        category = columns["category"]
        answers, restricted = self._with_what_was_said(form, category)
        note = note_of(self.person, self.event, category)

        def register() -> Registration:
            return register_person(
                self.event,
                source=Registration.Source.MAIL,
                submission_key=key,
                answers=answers,
                restricted=restricted,
                notification=Notification(thread=thread_for(self.person.message, columns.get("email", ""))),  # type: ignore[union-attr]  # as above
                consents=form.consents(),
                consents_language=get_language() or "",
                note=note,
                **columns,
            )

        try:
            return accept_from_person(self.conversation, self.person.pk, register)
        except DeskError:
            made = Registration.objects.filter(came_from=self.person, submission_key=key).first()
            if made is None:
                raise
            return made

    def _with_what_was_said(
        self, form: RegistrationForm, category: Category | None
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Answers and needs as typed; where they were left empty, what the mail had: own words go first."""
        typed, needs = form.answers(), form.needs()
        assert self.person is not None  # noqa: S101  as above
        answers = answers_to(self.person, self.event, category)
        rest = self.person.restricted_for(self.event)[1]
        answered = {name for name, value in (typed | needs).items() if value not in (None, "", [])}
        lacking = {name: words for name, words in rest.items() if name.removeprefix(BY_MAIL) not in answered}
        return typed | {name: words for name, words in answers.items() if name not in answered}, needs | lacking

    def _person_key(self) -> str:
        return person_key(str(self.person.value("given_name")), str(self.person.value("family_name")))  # type: ignore[union-attr]  # as above


def form_by_mail_of(request: HttpRequest, slug: str) -> FormByMail | None:
    """What the link leads to; None for one that is wrong, of another event, or of nobody who could be registered."""
    token = request.GET.get("mail", "")
    nonce = nonce_of(token, "conversation")
    if nonce is None:
        return None
    event = event_for_page(request, slug)
    rows = Conversation.objects.filter(token_nonce=nonce, event=event)
    conversation = rows.exclude(state=Conversation.State.JUNK).first()
    if conversation is None:
        return None
    conversation = conversation.where_mails_are()
    # What others wrote into the conversation later is not shown to whoever holds the first writer's link.
    wishes = conversation.wishes().filter(message__reply_to__iexact=conversation.form_owner())
    persons = [row for row in wishes if not row.value("is_placeholder") and row.state != MailProposal.State.DISMISSED]
    if not persons:
        return None
    # By its key: a place in the list would lead to another person as soon as staff put one aside.
    wanted = request.GET.get("person", "")
    chosen = next((row for row in persons if str(row.pk) == wanted), None)
    if not wanted and len(persons) == 1:
        chosen = persons[0]
    return FormByMail(event, conversation, persons, chosen, token)
