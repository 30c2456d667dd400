"""Reads files of strangers within bounds: bytes in; texts, tables and pages out. It knows no mail and no words."""
