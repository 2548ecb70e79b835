"""A plan that a person wrote: its model, its file, and the critique of it."""
