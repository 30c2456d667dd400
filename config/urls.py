"""Addresses: a contract, since links in mails and on paper outlive code."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from events.sitemaps import SITEMAPS
from events.views import site

urlpatterns = [
    path("", site.door),
    path("healthz", site.healthz),
    path("robots.txt", site.robots),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    *i18n_patterns(
        path("", include("speakers.urls")),
        path("", include("events.urls")),
    ),
]
