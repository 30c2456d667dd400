"""Tests of how agendas are read; agendas as people have them, with what is to be read in each; what counts it."""
