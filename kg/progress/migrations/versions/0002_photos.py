"""Photos of an assessment, and the turn that writers take."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of photos and of turns."""
    op.create_table(
        "photos",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "assessment",
            sa.Integer,
            sa.ForeignKey(
                "assessments.number",
                name="fk_photos_assessment_assessments",
                ondelete="CASCADE",
            ),
            nullable=False,
        ),
        sa.Column("view", sa.String(64), nullable=False),
        sa.Column("side", sa.String(8), nullable=True),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("file", name="uq_photos_file"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_photos_assessment", "photos", ["assessment"])
    turn = op.create_table(
        "turn",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.bulk_insert(turn, [{"one": 1, "count": 0}])
