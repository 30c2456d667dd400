"""What was refused of a form and of the rows below it, to stand above them: the boxes may be far below the fold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass
class Mistake:
    """One error; of a box its label, and the anchor that leads to it where there is one."""

    error: str
    label: str = ""
    target: str = ""


def mistakes_of(form: Any, formsets: list[Any]) -> list[Mistake]:
    """All of them but those of the form as a whole, which Django shows on top itself; none of a row that is to go."""
    found = list(_of_boxes(form))
    for formset in formsets:
        found += map(Mistake, map(str, formset.non_form_errors()))
        for row in formset.forms:
            if formset._should_delete_form(row):
                continue
            found += map(Mistake, map(str, row.non_field_errors()))
            found += _of_boxes(row)
    return found


def _of_boxes(form: Any) -> Iterator[Mistake]:
    for box in form:
        label = getattr(box.field, "text_label", box.label)
        if language := getattr(box.field, "language_label", ""):
            label = f"{label} ({language})"
        for error in box.errors:
            yield Mistake(str(error), str(label), box.id_for_label)
