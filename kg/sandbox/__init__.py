"""Closed processes: what strangers wrote is read and answered where it can do no harm.

Nothing of the field and nothing of the knowledge enters here: a request goes in as bytes, an answer
comes out as bytes, within limits of time, memory, files and network.
"""
