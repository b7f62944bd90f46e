"""What the gateway counts. All of it is raised on the event loop's thread."""

import logging
import time

from flowchat.chat.events.arrived import Announced, kind_of
from flowchat.chat.gateway.limits import CloseCode
from flowchat.observing.measures import Counter, Gauge, Histogram

SOCKETS = Gauge("flowchat_sockets", "Open WebSockets.")
OPENED = Counter("flowchat_sockets_opened", "WebSockets that were accepted.")
CLOSED = Counter(
    "flowchat_sockets_closed", "WebSockets that ended, by close code; 1006 is a lost one.", ("code",)
)
DELIVERIES = Counter("flowchat_deliveries", "Events handed to a socket, counted once for each.")
DELIVERY_SECONDS = Histogram(
    "flowchat_delivery_seconds", "From an event's time in the log until it was handed to a socket."
)
DROPS = Counter("flowchat_hub_drops", "Sockets dropped because their client fell too far behind.")
LOG_READS = Counter("flowchat_hub_log_reads", "Reads of the log because announcements were late or lost.")

_CODES = {1000, 1001, 1005, 1006} | {code for code in vars(CloseCode).values() if isinstance(code, int)}

logger = logging.getLogger("flowchat.deliveries")


def began() -> None:
    """Count a WebSocket that opens."""
    OPENED.value += 1
    SOCKETS.value += 1


def ended(code: int) -> None:
    """Count one that is over. Clients may close with any of thousands of codes; each would be a series of its own."""
    SOCKETS.value -= 1
    CLOSED.count(str(code) if code in _CODES else "other")


def note_delivery(envelope: Announced, sockets: int) -> None:
    """Count an event that was just handed to so many sockets; once for all of them, so that each costs nothing."""
    # Two machines' clocks may differ by more than the way takes.
    taken = max(0.0, time.time() - envelope.at.timestamp())
    DELIVERIES.value += sockets
    DELIVERY_SECONDS.observe(taken, times=sockets)
    if logger.isEnabledFor(logging.INFO):
        told = {
            "stream": envelope.stream,
            "seq": envelope.seq,
            "type": kind_of(envelope),
            "sockets": sockets,
            "milliseconds": round(taken * 1000, 1),
            # Not that of the present task: what was early is delivered with what it waited for.
            "request_id": envelope.request_id,
        }
        logger.info("%s#%s went to %s sockets", envelope.stream, envelope.seq, sockets, extra=told)
