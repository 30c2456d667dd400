"""In which thread of mail a message stands (RFC 5322, 3.6.4)."""

import re
from typing import NamedTuple

# Of a subject, as its column.
SUBJECT_LENGTH = 300


class Thread(NamedTuple):
    """What a message that answers a mail says of it; `mark` is what its subject ends with, such as "[M-000123]"."""

    in_reply_to: str
    references: str
    mark: str

    def marked(self, subject: str) -> str:
        """A subject with the mark, once; of marks like it, such as another conversation's, nothing is left."""
        if not self.mark:
            return subject
        alike = re.sub(r"\d+", r"\\d+", re.escape(self.mark.strip("[]")))
        bare = " ".join(re.sub(rf"[\[(]?\s*\b{alike}\b\s*[\])]?", " ", subject, flags=re.IGNORECASE).split())
        return f"{bare[: SUBJECT_LENGTH - 2 - len(self.mark)]} {self.mark}".strip()
