"""Addresses: a contract, since links in mails and on paper outlive code."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from events import sitemaps
from identity import views as identity_views
from website import views

handler500 = "website.views.server_error"

urlpatterns = [
    path("", views.door),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-home.xml", sitemaps.home, name="sitemap-home"),
    path("sitemap-<slug:name>-<key:number>.xml", sitemaps.part, name="sitemap-part"),
    path("admin/", include("access.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    # Photos and logos; a proxy in front may serve the folder itself.
    path("media/<path:path>", views.picture),
    path("house/<slug:version>.css", identity_views.colours, name="house-colours"),
    path("house/icon-<slug:version>.svg", identity_views.icon, name="house-icon"),
    path("house/<str:name>", identity_views.logo, name="house-logo"),
    *i18n_patterns(
        path("", include("identity.urls")),
        path("", include("speakers.urls")),
        path("", include("events.urls")),
        path("", include("inbox.urls")),  # first: at the address of the form, who has a link from a mail
        path("", include("mailings.urls")),
        path("", include("registrations.urls")),
        path("", include("retention.urls")),
    ),
]
