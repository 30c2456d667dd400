"""Addresses below the language: one's own data."""

from django.urls import path

from retention import views

app_name = "retention"

urlpatterns = [
    path("r/<str:token>/data/<str:seal>/", views.page, name="own-data"),
    path("r/<str:token>/data/<str:seal>/data.json", views.as_file, name="own-data-file"),
]
