"""The command line: parses arguments, calls the rooms below, prints. Decides nothing itself."""
