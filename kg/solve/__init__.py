"""A program grounded and searched: the part that a case can use, the best answer, its limits."""
