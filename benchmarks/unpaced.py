"""Factline as it is, without the pace of 50 requests a second that Discord sets for messages.

The loopback has no such limit and the bare bot keeps none: what is compared is the cost of an answer.
"""

from __future__ import annotations

import sys

from bot.cli import main
from bot.delivery import pacing

if __name__ == "__main__":
    # What is remembered of a window then is as much as with the limit.
    pacing.PER_WINDOW, pacing.WINDOW = 1_000_000, 0.02
    sys.exit(main())
