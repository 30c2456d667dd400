"""What we understood of a request by mail, in words for its sender: person by person, and what is missing.

Nothing of what is restricted is repeated: no diet, access, passport, birth or health.
"""

from collections.abc import Sequence

from inbox.models import Classification, IncomingMessage, MailProposal
from inbox.quoting import holds, stretches
from multilingual.texts import translated
from outbox import salutations
from outbox.placeholders import disarm, escape
from registrations.mail_values import missing_for_mails
from speakers.honorifics import styled
from speakers.models import Country

_MODES = {"online": "online", "in-person": "in_person"}
# More would be no mail any more; the form shows all of them.
MOST_PERSONS = 60


def persons_of(message: IncomingMessage) -> list[MailProposal]:
    """Those whom a mail wants registered, in its order."""
    return [proposal for proposal in message.proposals.all() if proposal.action == MailProposal.Action.REGISTER]


def named_of(message: IncomingMessage) -> list[MailProposal]:
    """Those of them of whom something is known."""
    return [proposal for proposal in persons_of(message) if not proposal.value("is_placeholder")]


def persons(message: IncomingMessage, language: str) -> str:
    """A sentence and a list in Markdown; of a nomination that nobody could read, that people will read it."""
    words = salutations.formulas(language, "inbox")["understood"]
    everybody = persons_of(message)
    named = named_of(message)
    unnamed = len(everybody) - len(named)
    if not named:
        return str(words["attached"]) if message.kind == Classification.NOMINATION_ATTACHED else ""
    countries = _countries(named, language)
    lines = [f"- {_person(proposal, countries, language)}" for proposal in named[:MOST_PERSONS]]
    if unnamed:
        lines.append(f"- {str(words['others']).format(number=unnamed)}")
    if len(named) > MOST_PERSONS:
        lines.append("- …")
    return "\n\n".join([str(words["one" if len(everybody) == 1 else "many"]), "\n".join(lines)])


def missing(message: IncomingMessage, language: str) -> str:
    """What to ask for: a list; with several persons a line for each of them who lacks something."""
    words = salutations.formulas(language, "inbox")["understood"]
    everybody = named_of(message)
    lacking = [proposal for proposal in everybody if proposal.missing]
    if not lacking:
        return ""
    if len(everybody) == 1:
        lines = [f"- {label}" for label in missing_for_mails(lacking[0].missing, language)]
    else:
        lines = [f"- {_lacks(proposal, str(words['lacks']), language)}" for proposal in lacking[:MOST_PERSONS]]
    return "\n\n".join([str(words["missing"]), "\n".join(lines)])


def form_sentence(language: str) -> str:
    """The link to the filled-in form with what is to be said of it."""
    return str(salutations.formulas(language, "inbox")["understood"]["form"]).strip()


def name_of(proposal: MailProposal, language: str) -> str:
    """With honorific and title, as plain text; the address of somebody whose name is not known."""
    before = styled(str(proposal.value("honorific")), str(proposal.value("title")), language)
    return " ".join(filter(None, (before, proposal.name))) or str(proposal.value("email"))


def _name(proposal: MailProposal, language: str) -> str:
    return escape(disarm(name_of(proposal, language)))


def _lacks(proposal: MailProposal, words: str, language: str) -> str:
    labels = ", ".join(missing_for_mails(proposal.missing, language))
    return words.replace("{name}", _name(proposal, language)).replace("{missing}", labels)


def _person(proposal: MailProposal, countries: dict[str, str], language: str) -> str:
    """“Ms Ana Pérez, Head of unit, Ministry of Labour, Cabo Verde (in person)”."""
    restricted = stretches([proposal.restricted, proposal.message.restricted])
    values = [str(proposal.value("function")), str(proposal.value("organisation"))]
    country = countries.get(str(proposal.value("country")), "")
    if not holds(values[1], [country or "-"]):  # “Mission of Benin” says it already
        values.append(country)
    said = [escape(disarm(value)) for value in values if value and not holds(value, restricted)]
    mode = _MODES.get(str(proposal.value("mode")).replace("_", "-"), "")
    text = ", ".join([f"**{_name(proposal, language)}**", *dict.fromkeys(said)])
    return f"{text} ({salutations.formulas(language)[mode]})" if mode else text


def _countries(proposals: Sequence[MailProposal], language: str) -> dict[str, str]:
    codes = {str(proposal.value("country")) for proposal in proposals} - {""}
    rows = Country.objects.filter(code__in=codes)
    return {row.code: translated(row, "name", language).value for row in rows}
