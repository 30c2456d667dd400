"""The admin's configuration: Atelier's own site object."""

from django.contrib.admin.apps import AdminConfig

from config.dates import number_first_days


class AtelierAdminConfig(AdminConfig):
    """Use Atelier's admin site wherever Django speaks of the default one."""

    default_site = "config.admin.AtelierAdminSite"

    def ready(self) -> None:
        """Find the admins, and let French dates be French."""
        super().ready()
        number_first_days()
