"""The field's decisions: statuses, priorities, programs."""
