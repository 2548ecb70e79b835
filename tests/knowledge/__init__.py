"""Loading, closing, checking, and turning into facts."""
