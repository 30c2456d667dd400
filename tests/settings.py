"""The settings as tests have them: those of development, for which nothing need be set."""

import os

os.environ.setdefault("DEBUG", "on")

from config.settings import *  # noqa: F403  read with that

# The server of the browser tests has a thread for each request.
WEB_THREADS = 64
