"""Short keys and addresses of rows, made of their texts: nobody has to think of one."""

import re
from typing import Any

from django.db import models

from multilingual.search import fold
from multilingual.texts import LANGUAGES


def slug(text: str) -> str:
    """The words of a text as an address has them."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


class Keyed(models.Model):
    """A row whose key is made of its texts where nobody gave one. Searchable comes after it: it may search the key."""

    key_column = "slug"
    key_texts: tuple[str, ...] = ("name",)
    # The relation within which keys differ; "": among all rows.
    key_within = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a key."""
        if not getattr(self, self.key_column):
            setattr(self, self.key_column, self.free_key())
        super().save(*args, **kwargs)

    def free_key(self) -> str:
        """The words of the texts, each in the first language that has one; with a number behind if that is taken."""
        limit: int = getattr(self._meta.get_field(self.key_column), "max_length", None) or 80
        words = filter(None, (slug(self._first(name)) for name in self.key_texts))
        key = "-".join(words)[: limit - 5].rstrip("-_") or str(self._meta.model_name)
        rows = type(self)._default_manager.filter(**{f"{self.key_column}__startswith": key})
        if self.key_within:
            rows = rows.filter(**{self.key_within: getattr(self, self.key_within)})
        taken = set(rows.values_list(self.key_column, flat=True))
        numbered = (f"{key}-{number}" for number in range(2, len(taken) + 3))
        return next(name for name in (key, *numbered) if name not in taken)

    def _first(self, name: str) -> str:
        columns = [f"{name}_{code}" for code in LANGUAGES]
        texts = (getattr(self, column) for column in (columns if hasattr(self, columns[0]) else [name]))
        return next((text for text in texts if text), "")
