"""What the product makes of a folder of mails, beside what is expected of it: `make mail-report MAILS=folder`."""
