"""How far a long computation has come, for the message that says where a limit was reached."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["report_stage", "send_stages_to"]

_receivers: list[Callable[[str], None]] = []


def report_stage(stage: str) -> None:
    """Report that a stage begins; nothing happens where nobody listens.

    Args:
        stage: what is being done now, as a noun: ``reading``, ``grounding``, ``search``.
    """
    for receive in _receivers:
        receive(stage)


def send_stages_to(receive: Callable[[str], None]) -> None:
    """Let a function hear of every stage that begins in this process from now on."""
    _receivers[:] = [receive]
