"""Working through many records in a thread without holding the event loop that runs beside it.

The interpreter changes threads between bytecodes only: one long step in C (a garbage collection, a
million objects freed at once) holds every thread. Here such steps are avoided or cut small.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without_collector(*, keep: bool = False) -> Iterator[None]:
    """Keep the garbage collector from walking over what is worked on.

    `keep` moves what is left afterwards out of its sight, for a result that lives on (as
    `facts.store.snapshots` does); it is still freed once nobody holds it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if keep:
            gc.freeze()
        if was_on:
            gc.enable()


def let_go(*held: list[Any]) -> None:
    """Empty lists one by one; freeing all that they hold in one step would take a tenth of a second."""
    for some in held:
        while some:
            some.pop()
