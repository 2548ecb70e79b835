"""The history of a client's cases, and what changed between two of them.

What changed is decided by ``rules/progress/``; here cases are kept, compared and read back. Nothing
of a client leaves the machine, and nothing but a pseudonym names one.
"""
