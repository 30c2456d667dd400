"""Whoever reads a list or a letter in a file has it before the eyes, beside the form of the person."""

import json
import re

import pytest
from django.test import Client

from desk.timeline import File, files
from tests.desk.acting import DESK
from tests.inbox.receiving.world import fed
from tests.mailreader.mails import SAMPLES

pytestmark = pytest.mark.django_db
SETS = SAMPLES.parents[1]


@pytest.mark.parametrize(
    "name",
    [
        "fresh_mails/canals/06-list-xlsx-es",
        "fresh_mails/museums/08-ministry-docx-letter-fr",
        "mails/basins/05-nomination-docx-pdf-fr",
        "mails/everyday/04-candidatures-docx-fr",
        "mails/everyday/07-designation-pdf-fr",
        "mails/letters/07-note-verbale-pdf-en",
        "mails/more/32-pdf-letter-en",
        "mails/more/33-scan-fr",
        "mails/requests/15-docx-table-en",
        "mails/requests/17-xlsx-title-row-fr",
        "mails/requests/20-pdf-letter-en",
        "mails/samples/09-nomination-docx-en",
    ],
)
def test_a_file_with_persons_is_shown_beside_their_form(desk: Client, name: str) -> None:
    path = SETS / f"{name}.eml"
    context = json.loads((path.parent / "expected.json").read_bytes())["context"]
    message = fed(path.read_bytes(), context).message
    page = desk.get(f"{DESK}{message.conversation_id}/").content.decode()
    assert re.search(r'name="p\d+-family_name"', page)
    assert [file for file in files(message) if (shown := _address(file)) and f'"{shown}"' in page]


def _address(file: File) -> str:
    """Under which it can be seen without being saved."""
    return file.picture_address or (file.pages[0].address if file.pages else "") or file.text_address
