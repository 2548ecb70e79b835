"""The parts of an advice, read off the atoms of an answer."""
