"""The id of the store, and digests that show damage."""

import hashlib
import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KINDS = {
    "assessments": (
        "assessment",
        (
            "number",
            "client",
            "day",
            "file_text",
            "case_json",
            "case_digest",
            "ontology_hash",
            "rules_hash",
        ),
    ),
    "photos": (
        "photo",
        ("number", "assessment", "view", "side", "file", "width", "height", "size", "digest"),
    ),
}


def upgrade() -> None:
    """Make the table of the store, and give each row its digest."""
    connection = op.get_bind()
    total = 0
    for name, (kind, columns) in _KINDS.items():
        digest = sa.Column("row_digest", sa.String(64), nullable=False, server_default="")
        op.add_column(name, digest)
        types = {"day": sa.Date}
        described = [sa.column(one, types.get(one)) for one in columns]
        table = sa.table(name, *described, sa.column("row_digest", sa.String))
        for row in connection.execute(sa.select(*described)).all():
            values = [one.isoformat() if hasattr(one, "isoformat") else one for one in row]
            made = hashlib.sha256(json.dumps([kind, *values]).encode()).hexdigest()
            total += int(made, 16)
            same = table.c.number == row.number
            connection.execute(sa.update(table).where(same).values(row_digest=made))
    store = op.create_table(
        "store",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("digest_sum", sa.String(64), nullable=False),
    )
    op.bulk_insert(
        store,
        [{"one": 1, "id": secrets.token_hex(16), "digest_sum": f"{total % 2**256:064x}"}],
    )
