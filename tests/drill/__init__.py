"""Failures tried on a running site: `make drill`."""
