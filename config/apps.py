"""The admin's configuration: Atelier's own site object."""

from django.contrib.admin.apps import AdminConfig


class AtelierAdminConfig(AdminConfig):
    """Use Atelier's admin site wherever Django speaks of the default one."""

    default_site = "config.admin.AtelierAdminSite"
