"""Short mails of many kinds in several languages: the class, how many registrations they mean, how many persons."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.mailreader.mails import mail, understood

KINDS = json.loads(Path(__file__).with_name("kinds.json").read_text(encoding="utf-8"))
# Whom the samples know, and what we wrote to them last.
WRITERS = {
    "tobias": (
        "Tobias Nwachukwu-Lind <t.nwachukwu-lind@imr.example.org>",
        "<confirmation.dlg27-2.0402.20270510@mail.events.example.org>",
    ),
    "marisol": (
        "Marisol Etcheverría Quiroga <m.etcheverria@red-retorno.example.org>",
        "<confirmation.dlg27-2.0395.20270429@mail.events.example.org>",
    ),
    "bastien": (
        "Bastien Courvoisier <b.courvoisier@ville-montfalcon.example.org>",
        "<reminder.dlg27-2.0388.20270511@mail.events.example.org>",
    ),
    "stranger": ("Renate Okonjo <r.okonjo@elsewhere.example.org>", ""),
}


@pytest.mark.parametrize("row", KINDS, ids=lambda row: f"{row['kind']}: {row['text'][:40]}")
def test_the_kind_of_a_short_mail(row: dict[str, Any]) -> None:
    sender, sent = WRITERS.get(row["sender"], (row["sender"], ""))
    headers = {"In_Reply_To": sent} if row["is_answer"] else {}
    found = understood(mail(row["text"], sender=sender, subject=row["subject"], **headers))
    meant = len(found.targets) if row["kind"] in ("cancellation", "substitution", "update") else 0
    got = (found.classification, meant, len(found.proposals))
    assert got == (row["kind"], row["targets"], row["persons"]), found.classification_reason
