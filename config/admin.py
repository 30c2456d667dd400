"""The back office: Django's admin under Atelier's name."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class AtelierAdminSite(admin.AdminSite):
    """Django's admin with our title."""

    site_title = _("Atelier")
    site_header = _("Atelier")
    index_title = _("Secretariat")
    enable_nav_sidebar = True
