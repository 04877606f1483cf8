"""Reading reports: from files to texts, from texts to accounts with their words."""
