"""WSGI entry point, for granian or any other WSGI server."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# openpyxl loads numpy wherever it is installed, for cells of kinds that we have none of: an eighth of a web process.
sys.modules["numpy"] = None  # type: ignore[assignment]  # None: "not to be found", to the end of the start
application = get_wsgi_application()
del sys.modules["numpy"]
