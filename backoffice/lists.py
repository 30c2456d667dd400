"""Lists of the back office: they stay quick, however many rows there are."""

from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

# Nobody turns more pages than these: who looks for a row among more searches, or chooses by a filter.
MOST_COUNTED = 10_000


class AtLeast(int):
    """A number of rows of which there are more: written with a plus behind, wherever Django's templates name it."""

    def __str__(self) -> str:
        return f"{int(self)}+"


class BoundedPaginator(Paginator):
    """Pages of a list, of which only so many are counted: to count all rows would take longer than to show a page."""

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        rows: Any = self.object_list
        number: int = rows.order_by()[: MOST_COUNTED + 1].count()
        return number if number <= MOST_COUNTED else AtLeast(MOST_COUNTED)


def first_which(page: QuerySet[Any], shown: QuerySet[Any]) -> list[Any]:
    """The rows of a page in their order: first which, then what `shown` has of them.

    So joins and long texts are fetched for one page, and not for all rows among which it is sorted out.
    """
    keys = list(page.values_list("pk", flat=True))
    rows = {row.pk: row for row in shown.filter(pk__in=keys)}
    return [rows[key] for key in keys if key in rows]


class PlainChangeList(ChangeList):
    """Django's list, which resolves the address of every row to keep the filters; here they are added as they are."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page. Years and days are offered of all rows, not of those in which a search finds its words."""
        if self.query and not any(name.startswith(f"{self.date_hierarchy}__") for name in self.filter_params):
            self.date_hierarchy = None
        super().get_results(request)
        self.kept_filters = f"?{self.preserved_filters}" if self.preserved_filters else ""
        self.preserved_filters = ""

    def url_for_result(self, result: Any) -> str:
        """The address of a row, from which one comes back to the list as it is now."""
        before, after = self._way
        return f"{before}{quote(getattr(result, self.pk_attname))}{after}{self.kept_filters}"

    @cached_property
    def _way(self) -> list[str]:
        """The address before and behind the key of a row, looked up once a page."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=["KEY"], current_app=self.model_admin.admin_site.name).rsplit("KEY", 1)
