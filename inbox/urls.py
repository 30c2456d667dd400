"""Addresses below the language. That of the form is registrations' own: a link from a mail adds what to fill in."""

from django.urls import path

from inbox import views

app_name = "inbox"

urlpatterns = [
    path("events/<slug:slug>/register/", views.register, name="register"),
]
