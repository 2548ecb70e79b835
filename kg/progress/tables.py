"""The tables of a history, as the newest migration leaves them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

__all__ = ["ASSESSMENTS", "HEAD", "METADATA", "PHOTOS", "STORE", "TURN"]

#: The newest migration in ``migrations/versions``; a test holds the two together.
HEAD: Final = "0003"

#: Text of any length; the plain type of MySQL ends at 64 kB.
_LONG_TEXT: Final = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")

METADATA: Final = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: One row a case: the file as it was given, what was read from it, and by which knowledge.
ASSESSMENTS: Final = sa.Table(
    "assessments",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("client", sa.String(64), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("file_text", _LONG_TEXT, nullable=False),
    sa.Column("case_json", _LONG_TEXT, nullable=False),
    sa.Column("case_digest", sa.String(64), nullable=False),
    sa.Column("ontology_hash", sa.String(64), nullable=False),
    sa.Column("rules_hash", sa.String(64), nullable=False),
    sa.Column("row_digest", sa.String(64), nullable=False, server_default=""),
    sa.UniqueConstraint("client", "day", "case_digest"),
    sa.Index("ix_assessments_client_day", "client", "day"),
    sqlite_autoincrement=True,
)

#: One row a photo; the picture itself is a file beside the store.
PHOTOS: Final = sa.Table(
    "photos",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column(
        "assessment",
        sa.Integer,
        sa.ForeignKey("assessments.number", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("view", sa.String(64), nullable=False),
    sa.Column("side", sa.String(8), nullable=True),
    sa.Column("file", sa.String(64), nullable=False, unique=True),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("row_digest", sa.String(64), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

#: One row in all: whoever writes takes it first, so that writers come one after another in a store
#: that locks rows and not files.
TURN: Final = sa.Table(
    "turn",
    METADATA,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("count", sa.Integer, nullable=False),
)

#: One row in all: the id of the store, which the folder of its photos carries too, and the sum of
#: the digests of all rows.
STORE: Final = sa.Table(
    "store",
    METADATA,
    sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(32), nullable=False),
    sa.Column("digest_sum", sa.String(64), nullable=False),
)
