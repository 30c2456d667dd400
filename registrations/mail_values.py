"""What the placeholders of mails about a registration stand for."""

from collections.abc import Collection, Mapping

from django.utils import translation

from events.models import Event
from multilingual.texts import translated
from outbox import salutations
from outbox.placeholders import Trust, Value, escape
from outbox.template_values import event_values, nothing, person_values
from registrations import calendar
from registrations.kinds import Kind, facts_of
from registrations.models import Question, Registration
from registrations.models.states import ENDED, State, standing_of


def values_for(
    registration: Registration,
    kind: str,
    language: str,
    *,
    reason: str = "",
    is_staff_reason: bool = True,
    of_event: Mapping[str, Value] | None = None,
) -> dict[str, Value]:
    """What each placeholder stands for, in the language of the words; `of_event`: where the caller has that already."""
    event = registration.event
    with translation.override(language):
        return {
            **nothing(),
            **person_values(registration, language),
            **(of_event or event_values(event, language)),
            "place": Value(salutations.place_of(event, language, registration.mode), Trust.STAFF),
            "function": Value(registration.function, Trust.PERSON),
            "organisation": Value(registration.organisation_display, Trust.PERSON),
            **_labels(registration, language),
            **_substitution(registration, kind),
            "standing": Value(_standing(registration, kind, language), Trust.MARKUP),
            "reference": Value(registration.reference, Trust.STAFF),
            "reason": Value(reason.strip(), Trust.MARKUP if is_staff_reason else Trust.PERSON),
            "missing": Value(_missing(registration, kind, language), Trust.MARKUP),
            "confirmation": Value(_confirmation(registration, language), Trust.MARKUP),
            "calendar": Value(_calendar(registration, kind, language), Trust.MARKUP),
            "link": Value("{link}", Trust.ADDRESS),
            "links": Value("{links}" if kind == "links" else "", Trust.MARKUP),
        }


def standing(state: str, language: str) -> str:
    """Where a registration stands, as a sentence; nothing of one that has ended."""
    if state in ENDED:
        return ""
    return _formula("standing", state, language)


def _standing(registration: Registration, kind: str, language: str) -> str:
    """Where it stands; of who comes no more, what thereby ends: not everybody had a place."""
    if kind not in (Kind.CANCELLED, Kind.WITHDRAWN):
        return standing(registration.state, language)
    last = registration.history.order_by("pk").last() if registration.state in ENDED and registration.pk else None
    return _formula("ended", last.from_state if last is not None else registration.state, language)


def _formula(which: str, state: str, language: str) -> str:
    return str(salutations.formulas(language, "registrations")[which][standing_of(state)])


def _labels(registration: Registration, language: str) -> dict[str, Value]:
    country, category = registration.country, registration.category
    return {
        "country": Value(translated(country, "name", language).value if country else "", Trust.PERSON),
        "category": Value(translated(category, "label", language).value if category else "", Trust.STAFF),
    }


def _substitution(registration: Registration, kind: str) -> dict[str, Value]:
    """The other one of a substitution, in the two mails that tell of it."""
    if kind == "substituted":
        before = registration.replaces.order_by("-pk").first() if registration.pk else None
        return {"replaced": Value(before.name if before else "", Trust.PERSON)}
    after = registration.replaced_by if kind == "replaced" else None
    return {"replacement": Value(after.name if after else "", Trust.PERSON)}


def _missing(registration: Registration, kind: str, language: str) -> str:
    """What is missing, as a list of Markdown."""
    if not facts_of(kind).asks_missing or not hasattr(registration, "missing"):
        return ""
    labels = missing_for_mails(registration.missing(), language, registration.event)
    return "\n".join(f"- {escape(label)}" for label in labels)


def missing_for_mails(codes: Collection[str], language: str, event: Event | None = None) -> list[str]:
    """What is missing, in words of a mail: the names of fields, the labels of the event's questions; no other code."""
    fields = salutations.formulas(language, "registrations")["missing"]
    labels = {code: str(fields[code]) for code in codes if code in fields}
    unknown = [code for code in codes if code not in fields] if event is not None else []
    for row in Question.objects.filter(event=event, code__in=unknown) if unknown else ():
        labels[row.code] = translated(row, "label", language).value
    return [labels[code] for code in codes if code in labels]


def _confirmation(registration: Registration, language: str) -> str:
    registration_settings = getattr(registration.event, "registration_settings", None)
    is_asked = registration_settings is not None and registration_settings.asks_confirmation
    if not is_asked or registration.state == State.CONFIRMED:
        return ""
    return str(salutations.formulas(language, "registrations")["confirmation"])


def _calendar(registration: Registration, kind: str, language: str) -> str:
    """That a calendar part comes along, where one does."""
    if not calendar.method_for(registration, kind):
        return ""
    return str(salutations.formulas(language, "registrations")["calendar"][kind])
