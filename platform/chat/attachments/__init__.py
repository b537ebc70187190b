"""Files that visitors send: taken where the business allows it, read, searched in their own conversation only."""
