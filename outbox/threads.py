"""In which thread of mail a message stands (RFC 5322, 3.6.4)."""

import re
from typing import NamedTuple

from outbox.placeholders import one_line

# Of a subject, as its column.
SUBJECT_LENGTH = 300


class Thread(NamedTuple):
    """What a message that answers a mail says of it; `mark` is what its subject ends with, such as "[M-000123]"."""

    in_reply_to: str
    references: str
    mark: str

    def marked(self, subject: str) -> str:
        """A subject with the mark, once; of marks like it, such as another conversation's, nothing is left."""
        bare = one_line(subject)
        if not self.mark:
            return bare
        mark = re.escape(self.mark.strip("[]"))
        alike = re.sub(r"\d+", lambda digits: rf"\d{{{len(digits[0])},}}", mark)
        bare = one_line(re.sub(rf"[\[(]? ?(?<![\w-]){alike}(?![\w-]) ?[\])]?", " ", bare, flags=re.IGNORECASE))
        return f"{bare[: SUBJECT_LENGTH - 1 - len(self.mark)].rstrip()} {self.mark}".strip()
