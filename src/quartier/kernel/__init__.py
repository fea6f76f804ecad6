"""Words that all floors share. No Django, no files, no network."""
