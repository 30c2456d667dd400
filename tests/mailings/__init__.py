"""Tests of mail to many."""
