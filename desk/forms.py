"""Small forms of a conversation's page."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.widgets import LookupSelect
from inbox.models import Conversation
from registrations.models import Registration


class AttachForm(forms.Form):
    """A registration, found by name, address or reference. The reference may be typed instead, without a script."""

    registration = forms.ModelChoiceField(
        Registration.objects.none(),
        label=_("Registration"),
        required=False,
        widget=LookupSelect(Conversation._meta.get_field("registration"), admin.site),
    )
    reference = forms.CharField(label=_("or its reference"), required=False, max_length=60)

    def __init__(self, *args: Any, seen: QuerySet[Registration], **kwargs: Any) -> None:
        """`seen`: the registrations that the reader may see."""
        super().__init__(*args, **kwargs)
        self.seen = seen
        cast("forms.ModelChoiceField[Registration]", self.fields["registration"]).queryset = seen

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data: dict[str, Any] = super().clean() or {}
        found = data.get("registration")
        if found is None and (typed := (data.get("reference") or "").strip()):
            found = self.seen.filter(pk__in=Registration.objects.called(typed)).first()
        if found is None:
            raise forms.ValidationError(_("No registration has been chosen, or none has this reference."))
        return {**data, "registration": found}
