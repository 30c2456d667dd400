"""Reads mails, tables and agendas of strangers in a process of its own, with little time, memory and no secrets."""
