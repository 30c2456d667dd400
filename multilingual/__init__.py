"""Texts in several languages: which one a reader gets, how it is searched and sorted. Imports no sibling."""
