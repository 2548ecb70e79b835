"""A client's case: its model, its file, its facts, its vocabulary, and changes of it."""
