"""The base of the back office: lists, forms, texts side by side, history, tables in and out."""
