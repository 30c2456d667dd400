"""Tests of the process that reads what comes from strangers, and of the time that it takes."""
