"""The components of the pages that are our own JavaScript: one folder each."""
