"""Reads an agenda as people have it: text, .docx, .xlsx or HTML in, items with their people out. No database."""
