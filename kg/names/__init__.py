"""What a name that a person writes means: exactly, described by its parts, or to be asked."""
