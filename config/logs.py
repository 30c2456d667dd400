"""What stands in our log: what happened, but no personal link and nothing of a row that the database refused."""

import logging
import re
import textwrap
from typing import Any

from website import request_id

# The address of one's own page, and what a link in a mail has behind the question mark.
_LINK = re.compile(r"(/r/|/reset/)[^/\s?\"']{8,400}")
_PARAMETER = re.compile(r"([?&](?:mail|token|code|password|email)=)[^&\s\"']{1,400}")
# PostgreSQL repeats there the values of the row, names and addresses among them.
_DETAIL = re.compile(r"^(\s{0,20}DETAIL:).*$", re.MULTILINE)

# What ends a line, moves a terminal, or turns the direction of reading: nothing that somebody sends may do that here.
_COMMANDS = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_COMMAND = re.compile(f"[{_COMMANDS}]")
_COMMAND_IN_LINES = re.compile(f"(?!\\n)[{_COMMANDS}]")


class DiscreetFormatter(logging.Formatter):
    """A line as logging writes it, with its traceback indented below, without secrets and private data.

    `{request_name}` stands for the name of the request in hand (website/request_id.py).
    """

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record."""
        name = request_id.current()
        record.request_name = f" [{name}]" if name else ""
        text = _LINK.sub(r"\1***", super().format(record))
        return _DETAIL.sub(r"\1 ***", _PARAMETER.sub(r"\1***", text))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  as logging calls it
        """The line itself, and nothing that looks like a second one."""
        record.message = _COMMAND.sub(_spelled, record.message)
        return super().formatMessage(record)

    def formatException(self, *cause: Any) -> str:  # noqa: N802  as logging calls it
        """The traceback, of which no line can be taken for one of the log."""
        text = _COMMAND_IN_LINES.sub(_spelled, super().formatException(*cause))
        return textwrap.indent(text, "    ")


def _spelled(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
