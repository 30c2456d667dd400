"""Receives mail: by IMAP, from a pipe, by hand. What it says is stored with its bytes; what it wants is proposed."""
