"""What staff make of proposals: registrations, changes, attachments to what is there, or nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions.claiming import CannotBeUndone, DeskError, Handled
from inbox.actions.undo import columns_of, mark_of, put_back
from inbox.nominations import Nomination, forget, keep_copies
from outbox.models.messages import Message
from registrations.actions.correct import correct
from registrations.actions.decide import take_back
from registrations.actions.locking import locked
from registrations.actions.notifications import PLAIN, Telling
from registrations.actions.register import register as register_person
from registrations.errors import RegistrationError
from registrations.missing_fields import state_of_accepted
from registrations.models.answers import BY_MAIL, RestrictedData
from registrations.models.states import LIVING

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from inbox.models.conversations import Conversation, DeskAction
    from inbox.models.proposals import MailProposal
    from registrations.models.registration import Registration


# Where a person was read whom staff added: `source` of the proposal.
BY_STAFF = "staff"


class Wanted(NamedTuple):
    """A proposed person as staff corrected the fields; `proposal` is the key, or 0 for one whom nothing proposed."""

    proposal: int
    fields: dict[str, Any]
    language: str
    is_pending: bool = False  # to be decided on although something is missing


class NotAccepted(DeskError):
    """A person could not be registered, so nobody was; `proposal` says who."""

    code = "not-accepted"

    def __init__(self, proposal: int, error: RegistrationError) -> None:
        super().__init__(str(error))
        self.proposal, self.error = proposal, error


class Accepting(Handled):
    """The verbs of proposals. Nothing of this happens by itself (law 4)."""

    class Meta:
        abstract = True

    def accept(
        self,
        by: "User",
        seen: str,
        wanted: Iterable[Wanted],
        *,
        is_approved: bool = False,
        nomination: Nomination | None = None,
        telling: Telling = PLAIN,
    ) -> "list[Registration]":
        """Register the chosen persons, all or none; raises NotAccepted with the one who did not fit."""
        wanted = list(wanted)
        names = keep_copies(nomination, len(wanted))
        try:
            with self.held(by, seen, "accepted"):
                return self._accept(by, wanted, is_approved, names, telling)
        except Exception:
            forget(names)
            raise

    def _accept(
        self, by: "User", wanted: list[Wanted], is_approved: bool, names: list[str], telling: Telling
    ) -> "list[Registration]":
        from inbox import writers  # here: letters are about conversations, so it imports this
        from inbox.threads import thread_for

        row = cast("Conversation", self)
        if row.event is None:
            raise DeskError(_("Choose the event first."))
        asked = wanted
        wanted = [one if one.proposal else one._replace(proposal=self._propose(as_data(one)).pk) for one in wanted]
        proposals = self.open_proposals(one.proposal for one in wanted)
        made: list[Registration] = []
        for number, one in enumerate(wanted):
            proposal = proposals[one.proposal]
            more: dict[str, Any] = {"nomination_document": names[number]} if names else {}
            more["telling"] = telling._replace(thread=thread_for(proposal.message, one.fields.get("email", "")))
            try:
                made.append(_register(row, by, proposal, one, is_approved, more))
            except RegistrationError as error:
                raise NotAccepted(asked[number].proposal, error) from error
            decide(proposal, "accepted", by, made[-1])
        before: dict[str, Any] = {
            "proposals": [one.proposal for one in wanted],
            "registrations": [registration.pk for registration in made],
        }
        if len(made) == 1 and row.registration_id is None and self.number_of_persons() == 1:
            before |= self._set(registration_id=made[0].pk)
        action = self.write_down(
            "accepted",
            by,
            note=", ".join(registration.reference for registration in made),
            registration=made[0] if len(made) == 1 else None,
            before=before,
        )
        rows = [(proposals[one.proposal].message, registration) for one, registration in zip(wanted, made, strict=True)]
        told = writers.tell_writers(row, rows, purpose=str(action.pk), telling=telling)
        action.before["told"] = [message.pk for message in told]
        action.save(update_fields=["before"])
        return made

    def accept_from_person(self, proposal: int, register: "Callable[[], Registration]") -> "Registration":
        """Who wrote sent the form that was filled in with the mail: nobody of staff decided that it be accepted.

        Raises DeskError where the proposal was decided meanwhile, and what `register` raises; then nothing is stored.
        """
        from inbox.models.conversations import DeskAction
        from inbox.threads import keep_threads

        with transaction.atomic():
            self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
            row = cast("Conversation", self)
            chosen = self.open_proposals([proposal])[proposal]
            made = register()
            decide(chosen, "accepted", None, made)
            if row.registration_id is None and self.number_of_persons() == 1:
                self._set(registration_id=made.pk)
            DeskAction.objects.create(conversation=row, kind="noted", note=made.reference, registration=made)
            keep_threads({made.pk})
            return made

    def set_aside(self, by: "User", seen: str, proposals: Iterable[int]) -> None:
        """Nothing comes of these proposals."""
        with self.held(by, seen, "dismissed"):
            rows = self.open_proposals(proposals)
            for proposal in rows.values():
                decide(proposal, "dismissed", by)
            names = ", ".join(str(proposal) for proposal in rows.values())
            self.write_down("dismissed", by, note=names, before={"proposals": list(rows)})

    def add_person(self, by: "User", seen: str) -> "MailProposal":
        """An empty proposal on the newest mail that a person wrote, for somebody whom the reader did not find."""
        with self.held(by, seen, "proposed"):
            proposal = self._propose({})
            self.write_down("proposed", by, before={"added": [proposal.pk]})
            return proposal

    def _propose(self, data: dict[str, Any]) -> "MailProposal":
        """Somebody whom staff read in the mail; the caller holds the lock."""
        row = cast("Conversation", self)
        mails = row.incoming.order_by("-received_at", "-pk")
        mail = mails.filter(is_automatic=False).first() or mails.first()
        if mail is None:
            raise DeskError(_("There is no mail here that a person could have been named in."))
        last = mail.proposals.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        return mail.proposals.create(position=position, action="register", data=data, source=[BY_STAFF])

    def attach(
        self,
        by: "User",
        seen: str,
        registration: "Registration",
        proposal: int | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        """The conversation is about this registration; of a proposal: this person, registered already.

        `fields` are what the mail says anew of it; they are changed with it, or nothing is done.
        """
        with self.held(by, seen, "attached"):
            before: dict[str, Any] = {}
            if proposal is not None:
                chosen = self.open_proposals([proposal])[proposal]
                decide(chosen, "accepted", by, registration)
                before |= {"proposals": [proposal], "apart": list(_hand_over(chosen, registration, by))}
            if fields:
                before |= self._correct(by, registration, fields)[1]
            columns: dict[str, Any] = {}
            if proposal is None or self.number_of_persons() == 1:
                columns["registration_id"] = registration.pk
            if cast("Conversation", self).event_id is None:
                columns["event_id"] = registration.event_id
            before |= self._set(**columns) if columns else {}
            self.write_down("attached", by, note=registration.reference, registration=registration, before=before)

    def change(
        self,
        by: "User",
        seen: str,
        registration: "Registration",
        fields: Mapping[str, Any],
        proposal: int | None = None,
    ) -> list[str]:
        """Change chosen data of a registration; raises what `correct` raises, as a DeskError."""
        with self.held(by, seen, "updated"):
            keys = [] if proposal is None else [proposal]
            # First what is kept apart: undoing asks whether anything came after the change of the columns.
            apart = [name for one in self.open_proposals(keys).values() for name in _hand_over(one, registration, by)]
            if not apart and not fields:
                raise DeskError(_("Nothing was changed: it is kept there already, or cannot be kept at present."))
            changed, before = self._correct(by, registration, fields)
            self.decided("updated", by, registration, keys, {**before, "apart": apart})
            return changed + apart

    def _correct(
        self, by: "User", registration: "Registration", fields: Mapping[str, Any]
    ) -> tuple[list[str], dict[str, Any]]:
        """Change the data; what changed, and what undoing needs."""
        try:
            with locked(registration):  # so that nobody changes it between the look and the change
                old = columns_of(registration, fields)
                changed = correct(registration, by=by, **fields)
        except RegistrationError as error:
            raise DeskError(str(error)) from error
        kept = {
            "registration": registration.pk,
            "before": {name: old[name] for name in changed},
            "after": columns_of(registration, changed),
            "history": mark_of(registration),
        }
        return changed, ({"fields": kept} if changed else {})

    def decided(
        self,
        kind: str,
        by: "User",
        registration: "Registration",
        proposals: Iterable[int] = (),
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """Note what was done with a registration because of this mail; the caller holds the lock."""
        rows = self.open_proposals(proposals)
        for proposal in rows.values():
            decide(proposal, "accepted", by, registration)
        before = {"proposals": list(rows), **(more or {})}
        self.write_down(kind, by, note=registration.reference, registration=registration, before=before)

    # Proposals --------------------------------------------------------------------------------------------------------

    def proposals(self) -> "Any":
        """All proposals of all its mails, in their order."""
        from inbox.models.proposals import MailProposal  # here: proposals belong to mails, which belong to this

        rows = MailProposal.objects.filter(message__conversation=cast("Conversation", self))
        return rows.order_by("message__received_at", "message", "position")

    def wishes(self) -> "Any":
        """The persons to register, in their order."""
        return self.proposals().filter(action="register")

    def form_owner(self) -> str:
        """To whom the link with the filled-in form belongs: the address, in lower case, of who asked first; or ""."""
        first = self.wishes().values_list("message__reply_to", flat=True).first()
        return (first or "").strip().casefold()

    def number_of_persons(self) -> int:
        """How many persons it proposes, decided or not."""
        return int(self.proposals().filter(action__in=("register", "substitute")).count())

    def open_proposals(self, keys: Iterable[int]) -> "dict[int, MailProposal]":
        """The proposals of these keys, which must be open; raises DeskError."""
        wanted = list(dict.fromkeys(keys))
        found = self.proposals().select_related("message").select_for_update(of=("self",))
        rows = {row.pk: row for row in found.filter(pk__in=wanted)}
        if any(key not in rows or rows[key].state != "open" for key in wanted):
            raise DeskError(_("One of these proposals was decided meanwhile. Nothing was done; look again."))
        return {key: rows[key] for key in wanted}

    def _put_back(self, action: "DeskAction", by: "User") -> None:
        """Proposals are open again; what was made is cancelled, what was changed put back; its unsent mail is gone."""
        super()._put_back(action, by)
        waiting = (Message.State.QUEUED, Message.State.HELD)
        Message.objects.filter(pk__in=action.before.get("told", ()), state__in=waiting).delete()
        if "fields" in action.before:
            put_back(action.before["fields"], by)
        for pk in action.before.get("registrations", ()):
            _take_back(pk, by)
        keys = action.before.get("proposals", ())
        for proposal in self.proposals().filter(pk__in=keys if action.before.get("apart") else ()):
            _take_apart_back(proposal, action.before["apart"], by)
        self.proposals().filter(pk__in=keys).update(state="open", decided_by=None, decided_at=None, result=None)
        self.proposals().filter(pk__in=action.before.get("added", ()), state="open").delete()


def as_data(one: Wanted) -> dict[str, Any]:
    """What staff typed, in the words of a proposal: so it stands there again when accepting is undone."""
    names = {"organisation_name": "organisation"}
    found = {names.get(name, name): value for name, value in one.fields.items() if value and isinstance(value, str)}
    found["language"] = one.language
    if one.fields.get("country") is not None:
        found["country"] = one.fields["country"].pk
    return found


def _register(
    row: "Conversation", by: "User", proposal: "MailProposal", one: Wanted, is_approved: bool, more: dict[str, Any]
) -> "Registration":
    assert row.event is not None  # noqa: S101  asked by the caller
    answers, apart = proposal.apart_for(row.event)
    return register_person(
        row.event,
        source="mail",
        language=one.language,
        by=by,
        state=state_of_accepted(
            row.event,
            one.fields,
            answers,
            nomination=more.get("nomination_document", ""),
            is_pending=one.is_pending,
            is_approved=is_approved,
        ),
        submission_key=f"mail-proposal-{proposal.pk}",
        restricted=apart,
        answers=answers,
        **one.fields,
        **more,
    )


def _hand_over(proposal: "MailProposal", registration: "Registration", by: "User") -> list[str]:
    """Put restricted data of a mail with a registration that is there; the keys under which they are new.

    Nothing that is there is overwritten: where it has other words, those of the mail stand beside them. One that has
    ended, or that no key opens, takes nothing; then the words stay with the mail.
    """
    kept = RestrictedData.objects.filter(registration=registration).first() or RestrictedData()
    if not proposal.restricted or kept.is_sealed or registration.state not in LIVING:
        return []
    answers, rest = proposal.apart_for(registration.event)
    said: dict[str, str] = {}
    for name, words in (answers | rest).items():
        before = kept.value(name)
        if before in (None, ""):
            said[name] = words
        elif before != words and not name.startswith(BY_MAIL):
            said[BY_MAIL + name] = words
    if not said:
        return []
    try:
        return correct(registration, by=by, restricted=said)
    except RegistrationError as error:
        raise DeskError(str(error)) from error


def _take_apart_back(proposal: "MailProposal", names: list[str], by: "User") -> None:
    """Take words of a mail away again; what was written otherwise meanwhile stays."""
    registration = proposal.result
    kept = RestrictedData.objects.filter(registration=registration).first()
    if registration is None or kept is None or kept.is_sealed or registration.state not in LIVING:
        return
    ours = [name for name in names if kept.value(name) == proposal.restricted.get(name.removeprefix(BY_MAIL))]
    try:
        correct(registration, by=by, restricted=dict.fromkeys(ours, ""))
    except RegistrationError as error:
        raise CannotBeUndone(str(error)) from error


def _take_back(pk: int, by: "User") -> None:
    """Cancel a registration that was made a moment ago; raises CannotBeUndone once it went further."""
    from registrations.models.registration import Registration

    registration = Registration.objects.filter(pk=pk).first()
    if registration is None:
        return
    try:
        take_back(registration, by)
    except RegistrationError as error:
        words = {"reference": registration.reference, "why": str(error)}
        raise CannotBeUndone(_("%(reference)s: %(why)s") % words) from error


def decide(proposal: "MailProposal", state: str, by: "User | None", result: "Registration | None" = None) -> None:
    """What became of a proposal; the caller holds the lock."""
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.result = state, by, timezone.now(), result
    proposal.save(update_fields=["state", "decided_by", "decided_at", "result"])
