"""Who may what: the roles of a secretariat, which name all rooms."""
