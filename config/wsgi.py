"""WSGI entry point, for granian or any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from storage.timeouts import WEB, limit_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
limit_connections(WEB)
