"""Small programs behind the Makefile; nothing of the application imports them."""
