"""The words of each language, and what is read by them alone, in a mail as in an agenda: names, days, functions."""
