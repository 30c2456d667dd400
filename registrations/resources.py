"""Registrations as a table: out with answers and consents, in through the actions, which decide what may be.

Columns are named by code, in no language, and rows by reference: an exported file comes back in without a change.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

import tablib
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.rights import ANYWHERE, rows_for
from backoffice.spreadsheets import (
    IN_BRACKETS,
    Column,
    KeyColumn,
    Plain,
    YesNo,
    as_text,
    column,
    guard,
    in_all_languages,
    parts_of,
    tidy,
    with_likely,
)
from backoffice.tables import CHUNK, TableResource
from events.models import Event
from events.resources.columns import Day
from multilingual.search import fold
from multilingual.texts import LANGUAGES, translated
from registrations.actions.answers import as_kept
from registrations.actions.correct import correct
from registrations.actions.register import register
from registrations.errors import RegistrationError
from registrations.forms.questions import field_of
from registrations.models import Answer, Category, Consent, ErasedAddress, Question, Registration, RestrictedData
from registrations.models.answers import NEEDS, RESTRICTED_LABELS
from registrations.models.states import State
from registrations.summary import answer_in_words
from speakers.models import Organisation
from speakers.resources import CountryColumn

ANSWER = "answer:"
RESTRICTED = "restricted:"
LIST_SEPARATOR = "|"
SEE_RESTRICTED = "registrations.view_restricted"


def answer_text(value: Any) -> str:
    """An answer as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return LIST_SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)


class Fact(Column):
    """What an import never changes: where a registration comes from and how it stands."""

    def __init__(self, column_name: str, attribute: str = "") -> None:
        super().__init__(attribute=attribute or column_name, column_name=column_name, widget=Plain())

    def export(self, instance: Any, **kwargs: Any) -> str:
        """Moments to the second."""
        value = self.get_value(instance)
        return value.isoformat(timespec="seconds") if isinstance(value, datetime.datetime) else super().export(instance)

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Passed over."""

    def is_same(self, instance: Any, original: Any) -> bool:
        """Nothing that an import could change."""
        return True


class ConsentsColumn(Fact):
    """The consents that are in force."""

    def heading(self, model: type[Model]) -> str:
        """Their name."""
        return capfirst(str(Consent._meta.verbose_name_plural))

    def words(self, instance: Any) -> Any:
        """Their names."""
        given = instance.consents_given.split(LIST_SEPARATOR) if instance.consents_given else []
        return "; ".join(str(Consent.Kind(kind).label) for kind in given)


def not_one_of(value: str, choices: Iterable[str]) -> str:
    """That a value is none of those that may be chosen, which are named."""
    return _("“%(value)s” is not one of: %(choices)s") % {"value": value, "choices": ", ".join(choices)}


class Checked(Plain):
    """A text that the model's field takes; empty is its default."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.field: Any = Registration._meta.get_field(name)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The text; a ValidationError says why not."""
        text = super().clean(value)
        if text and self.field.choices and text not in dict(self.field.flatchoices):
            raise ValueError(not_one_of(text, map(str, dict(self.field.flatchoices).values())))
        return self.field.clean(text or self.field.get_default(), None)


def texts(*names: str) -> list[Column]:
    """Columns of text of the registration itself."""
    return [column(name, Checked(name)) for name in names]


class CategoryColumn(KeyColumn):
    """A category of the event of the row."""

    def __init__(self) -> None:
        super().__init__("category_id", Category.objects.all(), "code")

    @cached_property
    def known(self) -> dict[tuple[int, str], int]:
        """The categories by event and code, read once for a file."""
        return {(event, code): pk for event, code, pk in self.rows.values_list("event", "code", "pk")}

    @cached_property
    def codes(self) -> dict[int, str]:
        """The other way round."""
        return {pk: code for (_event, code), pk in self.known.items()}

    @cached_property
    def called(self) -> dict[Any, str]:
        """Each event has categories of the same names."""
        return {row.pk: guard(str(row)) for row in self.rows}

    @cached_property
    def by_name(self) -> dict[tuple[int, str], str]:
        """The codes by event and by name in any language."""
        names = [f"label_{code}" for code in LANGUAGES]
        rows = self.rows.values_list("event", "code", *names)
        return {(event, fold(name)): code for event, code, *found in rows for name in found if name}

    def as_key(self, cell: Any) -> Any:
        """As it stands: whose category it is its row says."""
        return cell

    def find(self, key: str, instance: Any) -> Any:
        """The category, by its code or name."""
        if (instance.event_id, key) not in self.known:
            key = self.by_name.get((instance.event_id, fold(key)), key)
        if (instance.event_id, key) not in self.known:
            reason = _("This event has no category with the key “%(key)s”.") % {"key": key}
            codes = self.lookup.rows.filter(event=instance.event_id).values_list("code", flat=True)
            raise ValueError(with_likely(reason, key, codes))
        return self.known[instance.event_id, key]

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The code."""
        return guard(self.codes[instance.category_id]) if instance.category_id else ""


class OrganisationColumn(KeyColumn):
    """A known organisation, by its address on the site."""

    def __init__(self) -> None:
        super().__init__("organisation_id", Organisation.objects.all(), "slug")

    def find(self, key: str, instance: Any) -> Any:
        """The organisation."""
        if key not in self.lookup.by_key:
            reason = _("No organisation has this address; a free name goes to organisation_name.")
            raise ValueError(with_likely(reason, key, self.lookup.by_key))
        return self.lookup.by_key[key]

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The address: of all organisations read once, which is quicker than to read one with each row."""
        return self.lookup.keys[instance.organisation_id] if instance.organisation_id else ""


class Asked(Column):
    """What a question asks, diet, or access needs: kept beside the row, in `held` by the name of the column."""

    def __init__(self, column_name: str, questions: dict[tuple[int, str], Question]) -> None:
        super().__init__(attribute=column_name.rpartition(":")[2], column_name=column_name, widget=Plain())
        self.is_need = column_name in NEEDS
        self.is_secret = self.is_need or column_name.startswith(RESTRICTED)
        self.questions = questions
        self.boxes: dict[int, forms.Field] = {}
        self.choices: dict[int, dict[str, str]] = {}

    def heading(self, model: type[Model]) -> str:
        """The question; of several events, that of the first."""
        asked = [question for (_event, code), question in self.questions.items() if code == self.attribute]
        if asked:
            return translated(asked[0], "label").value
        return capfirst(str(RESTRICTED_LABELS.get(self.attribute, self.column_name)))

    def use_model(self, model: type[Model]) -> None:
        """What may be answered the question says, not a field of the same name."""
        self.by_label = {}

    def words(self, instance: Any) -> Any:
        """The answer in the reader's language; a day as such."""
        value, question = self.get_value(instance), self.questions.get((instance.event_id, self.attribute))
        if question is None or value is None:
            return guard(answer_text(value))
        if question.type == Question.Type.DATE:
            with suppress(ValueError):
                return datetime.date.fromisoformat(str(value))
        if isinstance(value, list):
            return guard("; ".join(answer_in_words(question, each) for each in value))
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return value if is_number else guard(answer_in_words(question, value))

    def get_value(self, instance: Any) -> Any:
        """The answer; None without one."""
        return instance.held.get(self.column_name)

    def export(self, instance: Any, **kwargs: Any) -> str:
        """The answer as a cell."""
        return guard(answer_text(self.get_value(instance)))

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Take the answer over, unless it says what is held already."""
        text = as_text(row[self.column_name])
        if text != tidy(answer_text(self.get_value(instance))):
            instance.held[self.column_name] = text if self.is_need else self.answer(instance, text)

    def answer(self, instance: Any, text: str) -> Any:
        """The answer that the form of the event would have taken."""
        question = self.questions.get((instance.event_id, self.attribute))
        if question is None or question.is_restricted != self.is_secret:
            raise ValueError(_("This event does not ask this question."))
        box = self.boxes.get(question.pk) or self.boxes.setdefault(question.pk, field_of(question))
        box.required = False
        if question.type == Question.Type.YES_NO:
            text = "" if not text else "yes" if YesNo().clean(text) else "no"
        return self.chosen(question, box, text) if question.has_choices else as_kept(box.clean(text))

    def chosen(self, question: Question, box: forms.Field, text: str) -> Any:
        """One or several of the question's choices."""
        is_list = isinstance(box, forms.MultipleChoiceField)
        codes = [self.choice(question, each) for each in (parts_of(text) if is_list else [text])]
        return as_kept(box.clean(codes if is_list else codes[0]))

    def choice(self, question: Question, text: str) -> str:
        """The code of a choice, by itself or by its words in any language."""
        if question.pk not in self.choices:
            rows = list(question.choices.all())
            self.choices[question.pk] = in_all_languages(
                lambda: ((translated(row, "label").value, row.code) for row in rows)
            )
        known = {row.code: translated(row, "label").value or row.code for row in question.choices.all()}
        code = text if text in known else self.choices[question.pk].get(fold(text), text)
        if code and code not in known:
            raise ValueError(not_one_of(code, known.values()))
        return code


class RegistrationResource(TableResource):
    """Registrations. `by` imports; `event` is for rows that name none; `notify` writes to each new person."""

    model = Registration
    key_columns = ("reference",)
    needed_columns = ()
    # Each takes the lock of its event: whoever registers meanwhile waits for so many rows, or for a file that is small.
    portion = 20
    large = 50
    most_rows = 5000

    def __init__(
        self,
        *,
        by: User | None = None,
        event: Event | None = None,
        notify: bool = False,
        with_restricted: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(by=by, **kwargs)
        self.event, self.notify, self.with_restricted = event, notify, with_restricted
        self.marks = ("restricted",) if with_restricted else ()
        self.added: dict[tuple[int, str, str], int] = {}  # the line of the file by who was registered by it

    @classmethod
    def import_kwargs(cls, by: User, chosen: Mapping[str, Any]) -> dict[str, Any]:
        """Who imports, and what was chosen."""
        return {
            "by": by,
            "event": Event.objects.filter(pk=chosen["event"]).first() if chosen.get("event") else None,
            "notify": chosen.get("notify", False),
            "with_restricted": by.has_perm(SEE_RESTRICTED, ANYWHERE),
        }

    def columns(self) -> dict[str, Column]:
        """What every registration has; answers and restricted data come with the rows or the file."""
        columns = [
            Fact("reference"),
            Fact("event", "event_code"),
            Fact("state"),
            CategoryColumn(),
            *texts("honorific", "title", "given_name", "family_name", "function"),
            OrganisationColumn(),
            *texts("organisation_name"),
            CountryColumn(),
            *texts("email", "phone", "mode", "language"),
            Fact("source"),
            Fact("received_at", "created_at"),
            Fact("state_changed_at"),
            *texts("remarks", "note"),
            column("visa_letter_on", Day()),
            ConsentsColumn("consents", "consents_given"),
        ]
        return {each.column_name: each for each in columns}

    def about(self) -> dict[str, bool]:
        """Whether it holds restricted data."""
        return {"restricted data": self.with_restricted}

    # Export ----------------------------------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Registration]:
        """Without what no column says; keys are looked up, which is quicker than to join other tables."""
        rows = Registration.objects.defer("search_text", "threads", "token_nonce")
        return rows.annotate(event_code=F("event__code")).order_by("pk")

    def before_export(self, queryset: QuerySet[Any], **kwargs: Any) -> None:
        """A column for each question of the events, and those of restricted data if they are wanted."""
        rows = Registration.objects.all() if queryset is None else queryset
        asked = Question.objects.filter(event__in=rows.order_by().values("event")).order_by("event", "position", "pk")
        questions = {(question.event_id, question.code): question for question in asked.prefetch_related("choices")}
        codes = dict.fromkeys((question.code, question.is_restricted) for question in questions.values())
        names = [ANSWER + code for code, is_restricted in codes if not is_restricted]
        if self.with_restricted:
            names += [*NEEDS, *(RESTRICTED + code for code, is_restricted in codes if is_restricted)]
        self.fields |= {name: Asked(name, questions) for name in names}

    def iter_queryset(self, queryset: QuerySet[Registration]) -> Iterator[Registration]:
        """The rows with what is held beside them: of a thousand at a time, in a query for each kind."""
        rows = queryset.iterator(chunk_size=CHUNK)
        while part := list(islice(rows, CHUNK)):
            self.hold(part)
            yield from part

    def hold(self, rows: list[Any]) -> None:
        """Read answers and consents, and restricted data if they are wanted, as `held` and `consents_given`."""
        held: dict[int, dict[str, Any]] = {row.pk: {} for row in rows}
        answers = Answer.objects.filter(registration__in=held).order_by()
        for pk, code, value in answers.values_list("registration", "question__code", "value"):
            held[pk][ANSWER + code] = value
        given: dict[int, list[str]] = {row.pk: [] for row in rows}
        consents = Consent.objects.filter(registration__in=held, withdrawn_at=None).order_by("kind")
        for pk, kind in consents.values_list("registration", "kind"):
            given[pk].append(kind)
        if self.with_restricted:
            for kept in RestrictedData.objects.filter(registration__in=held):
                values = {RESTRICTED + code: value for code, value in kept.answers.items()}
                held[kept.registration_id] |= values | {name: getattr(kept, name) for name in NEEDS}
        for row in rows:
            row.held, row.consents_given = held[row.pk], LIST_SEPARATOR.join(given[row.pk])

    # Import ----------------------------------------------------------------------------------------------------------

    def prepare(self, dataset: tablib.Dataset) -> None:
        """Know the columns of answers that the file has; those of restricted data are for who may see these."""
        self.name_columns(dataset)
        self.name_answers(dataset)
        names = [name for name in dataset.headers if name in NEEDS or name.startswith((ANSWER, RESTRICTED))]
        codes = {name.partition(":")[2] for name in names}
        asked = Question.objects.filter(code__in=codes).prefetch_related("choices")
        questions = {(question.event_id, question.code): question for question in asked}
        columns = {name: Asked(name, questions) for name in names}
        secret = [name for name, asked_column in columns.items() if asked_column.is_secret]
        if secret and not self.with_restricted:
            words = {"names": ", ".join(secret)}
            raise ValueError(_("You may not see restricted data: take these columns out: %(names)s") % words)
        self.fields |= columns
        super().prepare(dataset)

    def name_answers(self, dataset: tablib.Dataset) -> None:
        """Put the codes of questions in place of what these ask, in any language, in the events of the file."""
        unknown = [name for name in dataset.headers if name not in self.fields]
        if not unknown:
            return
        asked = [question for event in self.events_of(dataset) for question in event.questions.all()]
        words = in_all_languages(
            lambda: [
                *((RESTRICTED_LABELS[name], name) for name in NEEDS),
                *((question, (RESTRICTED if question.is_restricted else ANSWER) + question.code) for question in asked),
            ]
        )
        for number, name in enumerate(headers := list(dataset.headers)):
            in_brackets = IN_BRACKETS.search(name)
            if in_brackets and in_brackets[1].startswith((ANSWER, RESTRICTED)):
                headers[number] = in_brackets[1]
            elif name in unknown:
                headers[number] = words.get(fold(name), name)
        dataset.headers = headers

    def named_in(self, dataset: tablib.Dataset, name: str) -> set[str]:
        """What stands in a column."""
        return {as_text(key) for key in dataset[name]} if name in dataset.headers else set()

    def events_of(self, dataset: tablib.Dataset) -> QuerySet[Event]:
        """The events that the file names, of those that whoever imports may see."""
        rows = Event.objects.all() if self.by is None else rows_for(self.by, Event.objects.all())
        named = Q(code__in=self.named_in(dataset, "event")) | Q(pk=self.event.pk if self.event else None)
        people = Registration.objects.filter(reference__in=self.named_in(dataset, "reference"))
        return rows.filter(named | Q(pk__in=people.values("event"))).prefetch_related("questions")

    def load_existing(self, dataset: tablib.Dataset) -> None:
        """The registrations and events that the file names."""
        references, codes = self.named_in(dataset, "reference"), self.named_in(dataset, "event")
        rows = list(self.get_queryset().filter(reference__in=references))
        self.hold(rows)
        self.existing = {row.reference: row for row in rows}
        events = Event.objects.filter(code__in=codes).select_related("registration_settings")
        self.events = {event.code: event for event in events}

    @cached_property
    def event_codes(self) -> list[str]:
        """The events that whoever imports may see, for a file that names another."""
        rows = Event.objects.all() if self.by is None else rows_for(self.by, Event.objects.all())
        return list(rows.order_by().values_list("code", flat=True))

    def init_instance(self, row: Any = None) -> Any:
        """Somebody new; a reference that nobody has is a mistake."""
        if as_text(row.get("reference")):
            raise ValidationError({"reference": _("There is no registration with this reference.")})
        code = as_text(row.get("event"))
        event = self.events.get(code) if code else self.event
        if event is None or not (self.sees(event) or self.may_fill(event)):
            reason = _("There is no event with this code.") if code else _("Name the event, or choose it above.")
            reason = with_likely(reason, code, self.event_codes) if code else reason
            raise ValidationError({"event": reason})
        instance: Any = Registration(event=event, source=Registration.Source.IMPORT)
        instance.event_code, instance.held, instance.consents_given = event.code, {}, ""
        return instance

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """One that this person may not see is for him or her not there."""
        found = super().get_instance(instance_loader, row)
        return found if found is None or self.sees(found) else None

    def may_fill(self, event: Event) -> bool:
        """Whether this person may register people there."""
        return self.by is None or self.by.has_perm("registrations.add_registration", event)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Write the cells to the row; those of restricted data for who may see these of the event."""
        if self.by is not None and any(column.is_secret for column in self.get_import_fields()):
            self.demand(instance, SEE_RESTRICTED)
        super().import_instance(instance, row, **kwargs)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """The cells' own errors; what must be true of the row the actions look at, behind their lock."""
        errors = dict(import_validation_errors or {})
        if not (instance.name or instance.email or errors):
            errors["family_name"] = ValidationError(_("Give a name or an address."))
        if errors:
            raise ValidationError(errors)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Nothing would change; else what does is kept for the action."""
        self.changed = [each for each in self.get_import_fields() if not each.is_same(instance, original)]
        return super().skip_row(instance, original, row, import_validation_errors)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """By the action that a person at the desk would use; what it refuses is said of the row."""
        try:
            made = (
                self.add(instance, self.rows_before + kwargs["row_number"] + 1) if is_create else self.correct(instance)
            )
        except RegistrationError as error:
            raise ValidationError(str(error)) from error
        if is_create:
            instance.state = made.state

    def correct(self, instance: Any) -> Registration:
        """Correct what the file changes, on a row of its own: `instance` says what it becomes."""
        registration = Registration.objects.get(pk=instance.pk)
        correct(registration, by=self.by, **self.parts(instance))
        return registration

    def add(self, instance: Any, number: int) -> Registration:
        """Register somebody new. Not told means not decided: a decision goes with its message (rule 3).

        Of a large file that is tried, an earlier line may be taken back by now: that it was the same person is
        remembered here.
        """
        instance.make_keys()
        who = (instance.event.pk, instance.email_key, instance.person_key)
        if twin := self.added.get(who):
            raise ValidationError(_("Row %(number)d is the same person.") % {"number": twin})
        if ErasedAddress.objects.has(instance.email_key):
            raise ValidationError(_("The person with this address has asked to be erased."))
        parts = self.parts(instance) | {"language": instance.language}
        state = None if self.notify else State.PENDING
        made = register(instance.event, source=instance.source, by=self.by, state=state, notify=self.notify, **parts)
        if instance.email_key:
            self.added[who] = number
        return made

    def parts(self, instance: Any) -> dict[str, Any]:
        """What changes, as the actions take it."""
        answers, restricted, fields = {}, {}, {}
        for each in self.changed:
            if not isinstance(each, Asked):
                name = each.attribute.removesuffix("_id")
                fields[name] = getattr(instance, name)
            elif each.is_need:
                restricted[each.column_name] = each.get_value(instance)
            else:
                answers[each.attribute] = each.get_value(instance)
        return {**fields, "answers": answers, "restricted": restricted}
