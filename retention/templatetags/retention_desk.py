"""What the first page of the secretariat shows of data protection."""

from typing import Any

from django import template
from django.db.models import Count, Min
from django.template import Context

from backoffice.rights import rows_for
from retention.models import Redaction

register = template.Library()


@register.simple_tag(takes_context=True)
def to_black_out(context: Context) -> dict[str, Any]:
    """How many conversations of the reader still name somebody who was erased, and the first day that is due."""
    rows = rows_for(context["user"], Redaction.objects.filter(done_at=None), "retention.change_redaction")
    return rows.aggregate(number=Count("pk"), due_on=Min("due_on"))
