"""Rule packs: knowledge and rules that somebody adds without touching ours; data, never code.

Everything of a pack passes the gate before anything parses it. What is computed from a pack of
strangers is computed in a process of its own, with limits: see ``kg.packs.contained``.
"""

from kg.packs.dependency_order import read_packs
from kg.packs.pack import Pack, read_pack

__all__ = ["Pack", "read_pack", "read_packs"]
