"""Tests of the demo, which is loaded once for all of them."""
