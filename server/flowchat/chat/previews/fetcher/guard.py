"""Which addresses may be connected to."""

from dataclasses import dataclass, field

from flowchat.chat.previews.fetcher.ranges import Address, is_public
from flowchat.chat.previews.fetcher.refused import Refused
from flowchat.chat.previews.fetcher.resolver import Resolve, resolve
from flowchat.chat.previews.fetcher.targets import PORTS, Target, parse_target

_MOST_ADDRESSES = 16


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets links through to public addresses on the usual ports, and to nothing else.

    `doors` are (address, port) pairs let through besides. Only tests have any, for their hostile server on this
    machine: there is no setting for it, so no environment can open one by accident.
    """

    resolve: Resolve = resolve
    doors: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def check(self, url: str) -> Target:
        """Return what a link points at. Raises Refused for a form that is not acceptable wherever it leads."""
        return parse_target(url, ports=frozenset(PORTS.values()) | {port for _, port in self.doors})

    async def addresses_of(self, target: Target) -> list[Address]:
        """Resolve the target once and return its addresses: these are connected to, and no others.

        One private address among public ones refuses them all: a name server that rotates its answers would
        otherwise only have to wait for its turn. Raises Refused.
        """
        found = [target.address] if target.address else await self.resolve(target.host)
        if not found:
            raise Refused("the name has no address")
        if not all(self._lets_through(address, target.port) for address in found):
            raise Refused("the host is not a public one")
        return found[:_MOST_ADDRESSES]

    def _lets_through(self, address: Address, port: int) -> bool:
        if (str(address), port) in self.doors:
            return True
        return is_public(address) and port in PORTS.values()
