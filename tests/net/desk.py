"""What staff do at the desk of the shared mailbox, and what the writers get and do."""

import contextlib
import os
import re
import signal
import threading
import time
from io import StringIO

from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from tests.net.hands import Missing
from tests.net.journey import MAILS, Journey, rows

BY_HAND = "replies-16-hostile-html-question-en.eml"
ACCEPT = "^Accept the chosen$"


def mails_come_in(j: Journey) -> None:
    j.receive(*sorted(path for path in MAILS.glob("*.eml") if path.name != BY_HAND))


def a_mail_comes_again(j: Journey) -> None:
    j.receive(MAILS / "own-6-request.eml")


def a_mail_is_added_by_hand(j: Journey) -> None:
    hands = j.menu(j.officer, "Conversations").follow("^Add a mail")
    hands.press("^Add$", mails=(BY_HAND, (MAILS / BY_HAND).read_bytes()))
    hands.press("^Add$", mails=("again.eml", (MAILS / "own-6-request.eml").read_bytes()))
    hands.press("^Add$")


def answers_leave(j: Journey) -> None:
    j.deliver()


def look_for_mails(j: Journey) -> None:
    hands = j.menu(j.officer, "Conversations", q="visado")
    for view in re.findall(r"[?&]show=([\w-]+)", j.menu(hands, "Conversations").page.text):
        hands.open(f"?show={view}")
    hands.open("?show=to-do&kind=question").open("?show=to-do&language=fr")


def accept_and_undo(j: Journey) -> None:
    hands = j.mail("composition de sa délégation")
    hands.press("^Renew$", reason="Soyez les bienvenus.")
    j.mail("composition de sa délégation").press(ACCEPT, "persons", reason="Soyez les bienvenus.")
    j.mail("composition de sa délégation").press("^Undo$")


def accept_at_once(j: Journey) -> None:
    """Refused, since the places of the category are taken; then without that."""
    hands = j.mail("composition de sa délégation").press(ACCEPT, is_approved=True, pending_for_all=True)
    hands.press(ACCEPT, is_approved=None, pending_for_all=True)


def accept_nobody_and_wrongly(j: Journey) -> None:
    j.mail("two colleagues").press(ACCEPT, chosen=None)
    j.mail("two colleagues").press(ACCEPT, family_name="", email="wrong")


def put_aside_and_accept_the_other(j: Journey) -> None:
    j.mail("two colleagues").press("^Put aside")
    j.mail("two colleagues").press("^Accept, then done$")


def add_a_person(j: Journey) -> None:
    j.mail("Is there a fee").press("^Add a person$")
    j.mail("Is there a fee").press("^Put aside")
    j.mail("Note verbale 114").press(
        ACCEPT, family_name="Sarr", given_name="Ousmane", function="Attaché", language="fr"
    )


def answer_with_a_standard(j: Journey) -> None:
    hands = j.mail("Oumar Tall").follow("^Reply").press("^Begin anew", standard=re.compile("Frais"))
    hands.press("^Renew$", body="Un essai {link} {inconnu}")
    hands = j.mail("Oumar Tall").follow("^Reply").press("^Send$", body="Un essai {inconnu}")
    j.mail("Oumar Tall").follow("^Reply").press("^Send$", body="Monsieur,\n\n**Non**, pas de chambres.\n\n{closing}")


def answer_as_proposed(j: Journey) -> None:
    j.mail("Is there a fee").follow("^Reply").press("^Send, then done$")


def cancel_as_asked(j: Journey) -> None:
    j.mail("I cannot come to the forum").follow("^Cancel registration").press("^Cancel for the participant")


def cancel_in_spanish(j: Journey) -> None:
    j.mail("por motivos de salud").follow("^Withdraw").press("^Withdraw for", reason="Motivos de salud.")


def substitute_as_asked(j: Journey) -> None:
    hands = j.mail("Wanjiru").press("^Put .* place")
    hands.press("^Look again$", function="Director of Planning and Works")
    hands.press("^Substitute and send$")


def change_as_asked(j: Journey) -> None:
    j.mail("Two changes to my registration").press("^Change the chosen$")
    j.mail("Two changes to my registration").press("^Undo$")
    j.mail("Two changes to my registration").press("^Change the chosen$")


def complete_as_asked(j: Journey) -> None:
    j.mail("Punaauia").press("^(Change the chosen|Accept the chosen)$")


def attach_instead(j: Journey) -> None:
    j.mail("Chief Town Planner").press("^Attach (and change the chosen|instead)")


def join_and_undo(j: Journey) -> None:
    j.mail("interpretación al español").press("^Join")
    j.mail("interpretación al español").press("^Undo$")
    j.mail("interpretación al español").press("^Join")


def accept_by_own_form(j: Journey) -> None:
    hands = j.hands().open(j.link("ingrid.sollie@example.org"))
    if "person=" not in hands.address:
        hands.follow(".", "person=")
    if "category=" in hands.page.text and not any(
        button.label.startswith("Send") for form in hands.page.forms for button in form.buttons
    ):
        hands.follow("Academia", "category=")
    hands.press("^Send", **{"question-interpretation": "en", "consent-notice": True, "mode": "in-person"})
    hands.open(j.link("ingrid.sollie@example.org"))


def attach_by_reference(j: Journey) -> None:
    j.mail("Oumar Tall").press("^Attach$", reference="CCM-2027-0057")


def notes_owners_and_states(j: Journey) -> None:
    words = "Fjord"
    for button in ("^Take$", "^Give back$", "^Junk$", "^Not junk$", "^Done$", "^Open again$", "^Undo$"):
        j.mail(words).press(button)
    j.mail(words).press("^Add the note$", note="Ask the director.\nTwice.")
    j.mail(words).press("^Add the note$")


def somebody_else_looks(j: Journey) -> None:
    chief = j.mail("Fjord", j.chief)
    found = re.search(r"data-presence=(\S+)", chief.page.text)
    if found is None:
        raise Missing("no address of presence")
    chief.client.post(found[1])
    late = j.mail("Fjord")
    chief.press("^Take$")
    late.press("^(Done|Open again)$")
    chief.press("^Give back$")


def look_at_restricted_data(j: Journey) -> None:
    for words in ("sin gluten", "wheelchair"):
        j.mail(words, j.chief).press("^Show restricted data$")


def work_through_the_rest(j: Journey) -> None:
    """What is still to do: choose the event where it is not known, accept whoever is proposed, else close."""
    hands = j.menu(j.officer, "Conversations")
    address = hands.address
    for row in rows("Conversation").filter(state="open").order_by("pk"):
        j.name = f"the rest {row.mark}"
        hands = j.officer
        hands.open(f"{address}{row.pk}/")
        buttons = [button.label for form in hands.page.forms for button in form.buttons]
        if ACCEPT.strip("^$") not in buttons:
            hands.press("^Sort$", event=re.compile("CCM-2027"), language="fr")
        for label, values in (("^Send it$", {}), (ACCEPT, {"category_for_all": re.compile("Civil")}), ("^Done$", {})):
            try:
                hands.press(label, **values)
            except Missing:
                continue
            if label == ACCEPT:
                break


def mails_of_the_desk(j: Journey) -> None:
    j.deliver()


def mails_come_back(j: Journey) -> None:
    for name, address in (("bounce", "b.okoro@example.org"), ("calendar", "patricia.mbugua@example.org")):
        sent = j.last_mail(address)
        calendars = [
            part.get_payload(decode=True).decode() for part in sent.walk() if "calendar" in part.get_content_type()
        ]
        uid = "".join(re.findall(r"UID:(\S+)", "".join(calendars))[:1])
        words = {
            "{address}": address,
            "{subject}": str(sent["Subject"]),
            "{message_id}": str(sent["Message-ID"]),
            "{uid}": uid,
        }
        text = (MAILS / f"{name}.txt").read_text()
        for word, instead in words.items():
            text = text.replace(word, instead)
        file = MAILS.parent / f"{name}.eml"
        file.write_text(text)
        j.receive(file)
        file.unlink()
    j.menu(j.officer, "Undeliverable addresses").follow(".", r"/undeliverableaddress/\d+/")


def days_pass(j: Journey) -> None:
    """The worker as it runs, days later, until there is nothing more to send: reminders go."""
    j.clock.on(days=9)
    work_until_quiet()
    j.deliver()


def years_pass(j: Journey) -> None:
    """What is over is closed and forgotten."""
    for days in (90, 500):
        j.clock.on(days=days)
        work_until_quiet()
        j.menu(j.officer, "Conversations", show="all")
        models = [model for model in apps.get_models() if not model.__name__.startswith("DBTask")]
        counts = sorted(f"{model.__name__} {model._default_manager.count()}" for model in models)
        j.book.write(f"rows/after {days} days", "\n".join(counts))


def commands(j: Journey) -> None:
    """Those that staff who run the site know by name."""
    for name in ("sync_roles", "reencrypt", "fetch_mail"):
        out = StringIO()
        try:
            call_command(name, stdout=out, stderr=out)
        except (CommandError, SystemExit) as error:
            out.write(f"{type(error).__name__}: {error}\n")
        j.book.write(f"journey/command {name}", out.getvalue())


def work_until_quiet() -> None:
    """`worker` in this thread; another one watches, and ends it as a service is ended."""

    def watch() -> None:
        quiet, before = 0, (-1, -1)
        for _second in range(120):
            time.sleep(1)
            now = (rows("Message").count(), rows("Message").filter(state__in=["queued", "sending"]).count())
            quiet = quiet + 1 if now == before and not now[1] else 0
            before = now
            if quiet == 5:
                break
        connection.close()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch).start()
    with contextlib.suppress(SystemExit):
        call_command("worker", interval=0.2, stdout=StringIO(), stderr=StringIO())


STEPS = (
    mails_come_in, a_mail_comes_again, a_mail_is_added_by_hand, answers_leave, look_for_mails, accept_and_undo,
    accept_at_once, accept_nobody_and_wrongly, put_aside_and_accept_the_other, add_a_person, answer_with_a_standard,
    answer_as_proposed, cancel_as_asked, cancel_in_spanish, substitute_as_asked, change_as_asked, complete_as_asked,
    attach_instead, join_and_undo, accept_by_own_form, attach_by_reference, notes_owners_and_states,
    somebody_else_looks, look_at_restricted_data, work_through_the_rest, mails_of_the_desk, mails_come_back, days_pass,
)  # fmt: skip
LAST = (commands, years_pass)
