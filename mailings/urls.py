"""Addresses of readers of mail to many, below the language."""

from django.urls import path

from mailings import views

app_name = "mailings"

urlpatterns = [
    path("r/news/<str:token>/", views.news, name="news"),
]
