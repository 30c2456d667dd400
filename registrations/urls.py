"""Addresses of participants, below the language."""

from django.urls import path

from registrations.views import again, email, files, links, personal, register

app_name = "registrations"

urlpatterns = [
    path("events/<slug:slug>/register/", register.register, name="register"),
    path("events/<slug:slug>/register/received/", register.registered, name="registered"),
    path("private-files/<path:name>", files.private_file, name="private-file"),
    path("r/", links.new_link, name="new-link"),
    path("r/sent/", links.new_link_sent, name="new-link-sent"),
    path("r/email/<key:pk>/<str:seal>/", email.confirm_new_email, name="confirm-email"),
    path("r/<str:token>/", personal.personal, name="personal"),
    path("r/<str:token>/correct/", personal.correct, name="correct"),
    path("r/<str:token>/cancel/", personal.cancel, name="cancel"),
    path("r/<str:token>/email/", email.new_email, name="new-email"),
    path("r/<str:token>/register/<slug:slug>/", again.register_again, name="register-again"),
    path("r/<str:token>/confirm/", personal.confirm, name="confirm"),
    path("r/<str:token>/consents/<slug:kind>/", personal.consent, name="consent"),
    path("r/<str:token>/data/", personal.own_data_link, name="own-data-link"),
    path("r/<str:token>/event.ics", personal.event_ics, name="event-ics"),
    path("r/<str:token>/documents/<key:pk>/", personal.document, name="document"),
]
