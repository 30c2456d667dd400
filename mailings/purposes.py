"""The purposes of mail to many. Besides that nobody is written to twice, they name the rows that a message is about.

"mailing:4:1042", "mailing:4:copy:1042", "mailing-test:4:…"; "agenda:7:r1042", "agenda:7:s12" (a speaker).
"""

import secrets

TEST = "mailing-test:"


def of_mail(mailing: int, registration: int) -> str:
    """Of the mail of a mailing to a person."""
    return f"mailing:{mailing}:{registration}"


def of_copy(mailing: int, registration: int) -> str:
    """Of the copy for who asked for places of others; the first of these is named."""
    return f"mailing:{mailing}:copy:{registration}"


def of_test(mailing: int) -> str:
    """Of a test; there may be many."""
    return f"{TEST}{mailing}:{secrets.token_hex(8)}"


def of_version(version: int) -> str:
    """How the purposes of all messages begin that tell of a version of an agenda."""
    return f"agenda:{version}:"


def to_participant(version: int, registration: int) -> str:
    """Of the message that tells a participant of it."""
    return f"{of_version(version)}r{registration}"


def to_speaker(version: int, speaker: int) -> str:
    """Of the message that tells a speaker of it."""
    return f"{of_version(version)}s{speaker}"


def mailing_or_version(purpose: str) -> str:
    """The key of the mailing, or of the version, as text; empty where there is none."""
    return purpose.partition(":")[2].partition(":")[0]


def speaker_of(purpose: str) -> str:
    """The key of the speaker, as text."""
    return purpose.rpartition(":s")[2]
