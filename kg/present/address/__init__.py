"""A case, and the selection in it, as words of an address; and back, forgiving what is unknown."""
