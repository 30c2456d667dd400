"""What Atelier can do on this machine, measured and compared: `python -m tests.bench`."""
