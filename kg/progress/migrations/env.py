"""Runs the migrations on the connection that the opener of the store holds."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
