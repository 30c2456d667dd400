"""What is known of a person before the form is filled in, by whoever sent him or her there."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Prefill(NamedTuple):
    """First values of the form, and the key of a category; `query` is what the form's address carries along.

    `has_written`: to us before, so that the request is with staff already. `overview`: the query of a page with the
    others who were sent here, too; empty for somebody alone.
    """

    values: Mapping[str, Any]
    category: str = ""
    query: str = ""
    overview: str = ""
    has_written: bool = False
