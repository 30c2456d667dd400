"""What stands in a file that is more than text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below a heading. `where` names it for people: "html", or the name of a file and its sheet."""

    rows: tuple[tuple[str, ...], ...]
    where: str = "html"
    above: str = ""
