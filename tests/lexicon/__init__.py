"""Tests of the words, and of what is read by them alone."""
