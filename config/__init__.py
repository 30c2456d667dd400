"""The project: settings, addresses, the entry point of the web server."""
