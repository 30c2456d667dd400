"""WSGI entry point, for granian or any other WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from storage.timeouts import WEB, limit_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
limit_connections(WEB)

# What is loaded by now stays. To look for garbage among it, too, takes a fifth of the time of an agenda page, and holds
# up every reader meanwhile.
gc.collect()
gc.freeze()
