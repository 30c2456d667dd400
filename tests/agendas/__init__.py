"""Agendas as people have them, what is to be read in each (the .json beside it), and the tool that counts it."""
