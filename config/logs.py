"""What stands in our log: what happened, but no personal link and nothing of a row that the database refused."""

import logging
import re

from website import request_id

# The address of one's own page, and what a link in a mail has behind the question mark.
_LINK = re.compile(r"(/r/|/reset/)[^/\s?\"']{8,400}")
_PARAMETER = re.compile(r"([?&](?:mail|token|code|password|email)=)[^&\s\"']{1,400}")
# PostgreSQL repeats there the values of the row, names and addresses among them.
_DETAIL = re.compile(r"^(\s{0,20}DETAIL:).*$", re.MULTILINE)


class DiscreetFormatter(logging.Formatter):
    """A line as logging writes it, with its traceback, without secrets and private data.

    `{request_name}` stands for the name of the request in hand (website/request_id.py).
    """

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record."""
        name = request_id.current()
        record.request_name = f" [{name}]" if name else ""
        text = _LINK.sub(r"\1***", super().format(record))
        return _DETAIL.sub(r"\1 ***", _PARAMETER.sub(r"\1***", text))
