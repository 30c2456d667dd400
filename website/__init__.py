"""What every public page has: the page cache, alternates, forms without cookies. Knows no event and no person."""
