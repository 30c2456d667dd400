"""How texts in several languages are searched and sorted: without accents and case, in every language at once."""

import unicodedata
from typing import Self, TypeVar

from django.db import models

from multilingual.texts import LANGUAGES

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻʿʾ`´", "'"))
# Letters that no accent can be taken from, as they are written where a keyboard lacks them.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng", "ŧ": "t"}
    | {"ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ĸ": "q"}
    | {"ɛ": "e", "ɔ": "o", "ɖ": "d", "ƒ": "f", "ɣ": "g", "ʋ": "v"}
)
# The passports of Baku write Əliyev as Aliyev, those who type without the letter as Eliyev: both find it.
_SCHWA = str.maketrans("əƏ", "eE")

# Around words of a search they say nothing.
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»‹›', " "))

# Words of a search that are looked for: each is a condition on every row.
MOST_WORDS = 12


def fold(text: str) -> str:
    """Text as it is searched and sorted: no accents, no case, one form of apostrophe, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char) and char != "\0")
    return " ".join(bare.casefold().translate(_LETTERS).split())


def words_of(query: str) -> list[str]:
    """The words of a query that are looked for, folded, without the quotes around them."""
    words = (word.strip("'") for word in fold(query.translate(_QUOTES)).split())
    return [word for word in words if word][:MOST_WORDS]


_Row = TypeVar("_Row", bound=models.Model)


class SearchableQuerySet(models.QuerySet[_Row]):
    """Rows that can be found without accents and in every language."""

    def matching(self, query: str) -> Self:
        """Rows that contain every word of the query, whatever its accents, case, apostrophes, quotes and language."""
        rows = self
        for word in words_of(query):
            rows = rows.filter(search_text__contains=word)
        return rows


class Searchable(models.Model):
    """Keeps, beside the texts, their folded form in all languages, which is what a search reads."""

    # Names of fields; a dotted name follows a relation ("country.name"); a translated one counts in every language.
    search_fields: tuple[str, ...] = ()

    search_text = models.TextField(editable=False, blank=True, default="")

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, with the search text made anew."""
        self.search_text = self.make_search_text()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def make_search_text(self) -> str:
        """The folded words of all search fields, each once."""
        texts = [text for name in self.search_fields for text in self._texts_of(name) if text]
        found = [fold(way) for text in texts for way in dict.fromkeys((text, text.translate(_SCHWA)))]
        # N'Goran is found as Ngoran too.
        found += [word.replace("'", "") for text in found for word in text.split() if "'" in word]
        return " ".join(dict.fromkeys(found))

    def _texts_of(self, name: str) -> list[str]:
        """What a search field holds, in every language; nothing where its relation leads to no row."""
        target: models.Model | None = self
        *path, field = name.split(".")
        for step in path:
            target = getattr(target, step)
            if target is None:
                return []
        columns = [f"{field}_{code}" for code in LANGUAGES]
        is_translated = hasattr(target, columns[0])
        return [getattr(target, column) for column in (columns if is_translated else [field])]
