"""Addresses of the house's pages, below the language."""

from django.urls import path

from identity import views
from identity.models import PAGES

app_name = "identity"

urlpatterns = [path(f"{name}/", views.page, {"name": name}, name=name) for name in PAGES]
