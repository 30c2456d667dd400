"""Public addresses of the directory, below the language."""

from django.urls import path

from speakers import views

app_name = "speakers"

urlpatterns = [
    path("speakers/<slug:slug>/", views.speaker, name="speaker"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
]
