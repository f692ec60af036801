"""The mark of a delivery: in its nonce, and in a custom id of the message that it became.

By the nonce Discord knows a repeated request for a few minutes; by the custom id we know our own
message in a channel's history at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.render.custom_ids import LIMIT, ButtonId, encode
from facts.store.delivery_model import UNSIGNED


def marked(button: ButtonId) -> str | None:
    """Write a button's custom id with room for a delivery's mark; None where it does not fit."""
    written = encode(button)
    if written is None or len(written) + len(UNSIGNED) > LIMIT:
        return None
    return written + UNSIGNED


def nonce(mark: str) -> str:
    """Give the nonce of a delivery (Discord takes 25 characters)."""
    return f"d{mark}"


def carries(message: Mapping[str, Any], mark: str) -> bool:
    """Tell whether a message, as Discord gives it, carries the mark of a delivery."""
    wanted = f"#{mark}"
    return any(str(c.get("custom_id", "")).endswith(wanted) for c in _walk(message["components"]))


def _walk(components: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components") or ())
        if component.get("accessory"):
            yield component["accessory"]
