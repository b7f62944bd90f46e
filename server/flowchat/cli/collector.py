"""Python's garbage collector, and what it should leave alone."""

import gc

YOUNG = 10_000
"""How many new objects there may be before it looks at those; 700, its default, is the work of one request."""


def spare() -> None:
    """Let the collector look at nothing that is there now.

    Call it once, when everything is loaded: Django, the models and the API's description are hundreds of thousands of
    objects that stay for good, and a full collection walks through all of them. Under a steady load that took as much
    CPU as handing out the messages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
