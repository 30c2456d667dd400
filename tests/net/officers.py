"""What staff do with registrations, events, messages and files of rows."""

import csv
import io
import re

from tests.net.hands import Hands
from tests.net.journey import EVENT, PDF, Journey, rows

# A registration of the demo, the button on its page, and what is written on the page that decides.
DECISIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("CCM-2027-0035", "^Approve", {"reason": "Welcome."}),
    ("CCM-2027-0038", "^Decline", {"reason": "The press room is full."}),
    ("CCM-2027-0043", "^Waiting list", {}),
    ("CCM-2027-0050", "^Ask for details", {"reason": "Which organisation pays for the journey?"}),
    ("CCM-2027-0021", "^Remind", {}),
    ("CCM-2027-0002", "^Details are complete", {}),
    ("CCM-2027-0001", "^Reopen", {}),
    ("CCM-2027-0003", "^Reinstate", {}),
    ("CCM-2027-0027", "^Came after all", {}),
    ("CCM-2027-0058", "^Revoke", {"reason": "The ministry asked for it."}),
    ("CCM-2027-0012", "^Withdraw", {}),
    ("CCM-2027-0013", "^Cancel registration", {}),
    ("CCM-2027-0008", "^Approve", {}),
)
DECIDES = r"and send$|^(Mark as complete|Check in after all)"


def decide_one_by_one(j: Journey) -> None:
    for reference, verb, words in DECISIONS:
        j.person(reference).follow(verb).press(DECIDES, **words)


def decide_with_other_words(j: Journey) -> None:
    hands = j.person("CCM-2027-0030").follow("^Approve")
    hands.press("^Renew$", body_fr="Madame,\n\nvous êtes la **bienvenue** à {event}. {link} {inconnu}\n\n{closing}")
    j.person("CCM-2027-0030").follow("^Approve").press(DECIDES, body_fr="Des {mots} inconnus.")
    j.person("CCM-2027-0030").follow("^Approve").press(DECIDES, subject_fr="Oui : {event}", body_fr="Venez. {link}")


def decide_without_a_reason(j: Journey) -> None:
    j.person("CCM-2027-0030").follow("^Decline").press(DECIDES)


def decide_too_late(j: Journey) -> None:
    one, other = j.person("CCM-2027-0010"), j.person("CCM-2027-0010", j.chief)
    one.follow("^Decline"), other.follow("^Ask for details")
    other.press(DECIDES)
    one.press(DECIDES, reason="Too late.")


def decide_on_many(j: Journey) -> None:
    for action, references in (("Approve", ("0025", "0051")), ("Put on the waiting list", ("0019", "0029", "0060"))):
        keys = [str(row.pk) for row in rows("Registration").filter(reference__in=[f"CCM-2027-{n}" for n in references])]
        hands = j.menu(j.officer, "Registrations")
        hands.press("^Go$", _selected_action=keys, action=re.compile(f"^{action}$")).press(DECIDES)


def sort_and_filter(j: Journey) -> None:
    hands = j.menu(j.officer, "Registrations", q="ministry", state="approved")
    hands.open("?o=-1").open("?country=KE").open("?q=%C3%A9cole").open("?event=7&state=to-decide")


def correct_a_person(j: Journey) -> None:
    j.person("CCM-2027-0060").press("^Save changes$", function="Minister", note="Called.", email="wrong")
    hands = j.person("CCM-2027-0060")
    hands.press("^Save changes$", function="Minister", note="Called.", nomination_document=PDF, mode="in-person")
    hands.follow("^All changes$")


def take_a_call(j: Journey) -> None:
    told = {"family_name": "Okoro", "given_name": "Blessing", "organisation_name": "Delta State", "function": "Planner"}
    hands = j.menu(j.officer, "Registrations").follow("^Telephone call$")
    hands.press("^Register$", given_name="Nobody")
    hands.open(hands.address).press("^Register$", email="b.okoro@example.org", category=re.compile("Academia"), **told)
    hands = j.menu(j.officer, "Registrations").follow("^Telephone call$")
    hands.press("the next call", email="grace.villanueva@example.org", family_name="Villanueva-Tan", given_name="Grace")
    hands.press("^Register$", is_known_single=True, is_approved=True, email="other@example.org")


def merge_two(j: Journey) -> None:
    hands = j.person("CCM-2027-0030").follow("Merge|merge|one person", "/merge/")
    hands.press("^Merge$", function="other", title="other") if "function" in hands.page.text else hands.press("^Merge$")


def look_at_what_is_kept_apart(j: Journey) -> None:
    travel = j.hands("Travel and visa officers")
    for row in rows("RestrictedData").order_by("pk")[:3]:
        holder = rows("Registration").filter(restricted=row).first()
        if holder is not None:
            j.person(holder.reference, travel).press("^Show restricted data$")
            travel.follow("^All changes$")


def messages(j: Journey) -> None:
    failed = rows("Message").filter(state="failed").first()
    hands = j.menu(j.officer, "Messages", q=failed.to_email).follow(".", rf"/message/{failed.pk}/change/")
    hands.press("^Send again$")


def words_of_mails(j: Journey) -> None:
    hands = j.menu(j.chief, "Message templates").follow("^Add", "/messagetemplate/add/")
    hands.press("^Save", kind="declined", event=re.compile(EVENT), subject_en="No: {event}", body_en="{oops}")
    hands.press("^Save", subject_en="No: {event}", body_en="We are sorry.\n\n{reason}\n\n{closing}")
    hands = j.menu(j.chief, "Standard answers").follow("^Add", "/standardanswer/add/")
    hands.press("^Save", label_en="Parking", keywords_en="car", body_en="There is *none*. {link}")


def change_an_event(j: Journey) -> None:
    chief = j.chief
    for words in ({"title_fr": "Villes en route", "capacity": "70", "reminder_days": "3"}, {"ends_on": "2027-01-01"}):
        j.menu(chief, "Events", q="Cities").follow(EVENT, "/event/").press("^Save$", **words)
    j.menu(chief, "Events", q="Cities").follow(EVENT, "/event/").follow("^History$")


def copy_an_event(j: Journey) -> None:
    chief = j.chief
    j.menu(chief, "Events", q="Cities").follow(EVENT, "/event/").follow("^Copy as the model")
    chief.press("Make the copy", slug="next-forum", code="NEXT-2028", starts_on="2028-06-20")
    j.menu(chief, "Events", q="NEXT-2028").follow(".", r"/event/\d+/change/")


def change_the_agenda(j: Journey) -> None:
    editor = j.hands("Agenda editors")
    j.menu(editor, "Events", q="Cities").follow(EVENT, "/event/").follow(".", "/agenda/$").follow(".", r"[?&]open=")
    first = next(c.name for form in editor.page.forms for c in form.controls if c.name.endswith("-title_en"))
    editor.press("^Save$", **{first: "Opening, told anew"}).press("^Save$", **{first: ""})
    j.hands().open("/en/events/cities-climate-mobility-forum/agenda/")


def change_the_directory(j: Journey) -> None:
    editor = j.hands("Agenda editors")
    j.menu(editor, "Speakers").follow("^Add speaker|^Add", "/speaker/add/")
    editor.press("^Save", family_name="Quispe", given_name="Lidia", slug="lidia-quispe", title="Dra.")
    j.menu(editor, "Speakers", q="Quispe").follow(".", r"/speaker/\d+/change/").follow("^History$")
    j.menu(j.chief, "Speakers", q="Quispe").follow(".", r"/speaker/\d+/change/").follow("^Delete", "/delete/")
    j.chief.press("sure")
    j.menu(j.chief, "Organisations", q="Lake").follow(".", r"/organisation/\d+/change/")
    j.chief.press("^Save$", name_es="Universidad del Lago")
    for model, field in (
        ("registration", "country"),
        ("registration", "organisation"),
        ("conversation", "registration"),
    ):
        label = next(m._meta.app_label for m in [rows(model.capitalize()).model])
        j.chief.open(f"/admin/autocomplete/?app_label={label}&model_name={model}&field_name={field}&term=la")


def tell_of_other_dates(j: Journey) -> None:
    chief = j.chief
    event = j.menu(chief, "Events", q="Cities").follow(EVENT, "/event/")
    event.press("^Save", ends_on="2027-06-25")
    hands = j.menu(chief, "Events")
    hands.press(
        "^Go$",
        _selected_action=[str(rows("Event").get(slug="cities-climate-mobility-forum").pk)],
        action=re.compile("Tell participants"),
    ).press("^Send$")


def staff_accounts(j: Journey) -> None:
    j.menu(j.chief, "Users").follow("^Add", "/user/add/")
    j.chief.press("^Save", username="new-colleague", password1="quite-a-long-word-7", password2="quite-a-long-word-7")
    j.menu(j.chief, "Groups").follow("^Readers$")
    stranger = j.hands()
    stranger.open("/admin/").press("^Log in$", username="reader", password="wrong")
    stranger.press("^Log in$", username="reader", password="atelier-demo")
    stranger.press("^Log out$")


# Files of rows --------------------------------------------------------------------------------------------------------


def export(hands: Hands, kind: str) -> bytes:
    """The file that the page of an export makes."""
    return hands.press("^Export$", format=re.compile(kind, re.IGNORECASE)).content()


def every_export(j: Journey) -> None:
    """Of every list that has one, by who may do everything and, for registrations, with what is kept apart."""
    chief = j.chief.open("/admin/")
    lists = dict.fromkeys(link for link, _words in chief.page.links if re.fullmatch(r"/admin/\w+/\w+/", link))
    for address in lists:
        chief.open(address)
        if found := [link for link, _words in chief.page.links if "/export/" in link]:
            for kind in ("csv", "xlsx"):
                j.name = f"export {address.split('/')[3]} {kind}"
                export(j.chief.open(address).open(found[0]), kind)
    j.name = "export registration restricted"
    travel = j.menu(j.hands("Travel and visa officers"), "Registrations").follow("^Export$")
    travel.press("^Export$", format="csv", has_restricted=True)


def import_changed(j: Journey, words: str, column: str, into: str, extra: dict[str, str]) -> None:
    """The exported file with one cell changed, one row more and, first, with a column that is wrong."""
    hands = j.menu(j.chief, words)
    content = export(hands.follow("^Export$", "/export/"), "csv").decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(content.splitlines()[0])
    table = list(csv.DictReader(io.StringIO(content), dialect=dialect))[:12]
    table[1][column] = into
    table.append({**table[0], **extra})
    for broken in (True, False):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(table[0]), extrasaction="ignore", dialect=dialect)
        writer.writeheader()
        writer.writerows([{**table[0], "country": "XX", "event": "NOTHING"}] if broken else table)
        hands = j.menu(j.chief, words).follow("^Import$", "/import/")
        field = next(c.name for form in hands.page.forms for c in form.controls if c.kind == "file")
        hands.press("^(Try|Look at the changes)$", **{field: ("rows.csv", out.getvalue().encode())})
    hands.press("^(Keep these changes|Confirm|Import|Do it)")


def import_registrations(j: Journey) -> None:
    extra = {"reference": "", "family_name": "Import", "given_name": "Ida", "email": "ida.import@example.org"}
    import_changed(j, "Registrations", "function", "Changed by a file", extra)


def import_sessions(j: Journey) -> None:
    import_changed(j, "Sessions", "title_en", "Changed by a file", {"uid": "", "title_en": "One more", "number": "99"})


STEPS = (
    decide_one_by_one, merge_two, decide_without_a_reason, decide_with_other_words, decide_too_late, decide_on_many,
    sort_and_filter, correct_a_person, take_a_call, look_at_what_is_kept_apart, messages, words_of_mails,
    change_an_event, change_the_agenda, change_the_directory, tell_of_other_dates, copy_an_event, staff_accounts,
)  # fmt: skip
FILES = (every_export, import_registrations, import_sessions)
