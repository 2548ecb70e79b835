"""The cases of the clients."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_LONG_TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")


def upgrade() -> None:
    """Make the table of assessments."""
    op.create_table(
        "assessments",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("file_text", _LONG_TEXT, nullable=False),
        sa.Column("case_json", _LONG_TEXT, nullable=False),
        sa.Column("case_digest", sa.String(64), nullable=False),
        sa.Column("ontology_hash", sa.String(64), nullable=False),
        sa.Column("rules_hash", sa.String(64), nullable=False),
        sa.UniqueConstraint(
            "client", "day", "case_digest", name="uq_assessments_client_day_case_digest"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_assessments_client_day", "assessments", ["client", "day"])
