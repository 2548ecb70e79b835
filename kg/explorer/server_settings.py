"""For whom the explorer was started: where it listens, the host names it answers, its history."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from typing import Final

__all__ = ["LOOPBACK", "STORE_VARIABLE", "Serving", "begin_serving", "is_loopback", "serving"]

LOOPBACK: Final = "127.0.0.1"
#: The environment variable that names the store of the history; ``kg.progress`` reads it.
STORE_VARIABLE: Final = "CONTINUUM_STORE"
_LOCAL_NAMES: Final = ("127.0.0.1", "localhost")
#: What it is reached as besides where it listens on an IPv6 address.
_LOCAL_NAME_V6: Final = "[::1]"
#: The ports that an address leaves out.
_USUAL_PORTS: Final = (80, 443)


@dataclass(frozen=True)
class Serving:
    """How the explorer is served.

    Attributes:
        address: where it listens.
        names: the host names it answers besides those of this machine, each with or without a port.
        behind_proxy: whether a proxy in front of it signs visitors in.
    """

    address: str = LOOPBACK
    names: tuple[str, ...] = ()
    behind_proxy: bool = False

    @property
    def is_beyond_loopback(self) -> bool:
        """Whether other machines may reach it, by themselves or through a proxy."""
        return self.behind_proxy or not is_loopback(self.address) or bool(self.names)

    @property
    def is_store_fixed(self) -> bool:
        """Whether the history was chosen at the start, so that no visitor names another."""
        return self.is_beyond_loopback or bool(os.environ.get(STORE_VARIABLE))

    @property
    def has_own_store(self) -> bool:
        """Whether a history of clients is shown: beyond loopback only one that was named."""
        return not self.is_beyond_loopback or bool(os.environ.get(STORE_VARIABLE))

    def hosts(self, port: int) -> frozenset[str]:
        """Return what a ``Host`` header may say, in small letters.

        Args:
            port: the port on which the request came in.
        """
        names = (*_LOCAL_NAMES, _LOCAL_NAME_V6) if ":" in self.address else _LOCAL_NAMES
        local = {f"{name}:{port}" for name in names}
        if port in _USUAL_PORTS:
            local |= set(names)
        return frozenset(local) | self.other_hosts(port)

    def other_hosts(self, port: int) -> frozenset[str]:
        """Return the hosts besides those of this machine, in small letters, with their ports.

        Args:
            port: the port on which the request came in.
        """
        others = set()
        for name in self.names:
            if _has_port(name):
                others.add(name.lower())
            else:
                others |= {f"{name.lower()}{end}" for end in ("", *_ends(port))}
        return frozenset(others)


def _ends(port: int) -> tuple[str, ...]:
    return tuple(f":{number}" for number in (*_USUAL_PORTS, port))


def _has_port(name: str) -> bool:
    head, colon, port = name.rpartition(":")
    return bool(colon) and port.isdecimal() and (":" not in head or head.endswith("]"))


def is_loopback(address: str) -> bool:
    """Return whether an address or host name is of this machine alone.

    Example:
        >>> [is_loopback(one) for one in ("127.0.0.1", "localhost", "0.0.0.0", "example.org")]
        [True, True, False, False]
    """
    if address.lower() == "localhost":
        return True
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


_current = Serving()


def begin_serving(started: Serving) -> None:
    """Keep how this process serves the explorer; called once, before the server begins."""
    global _current  # noqa: PLW0603 - one server a process
    _current = started


def serving() -> Serving:
    """Return how this process serves the explorer; on this machine alone when nobody said."""
    return _current
