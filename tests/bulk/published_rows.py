"""The published series: the files themselves where they lie beside the checkout, else a few rows by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESEARCH = Path(__file__).parents[3] / "shared" / "research"

EQUIPMENT: list[dict[str, Any]] = [
    {"date": "2022-08-01", "day": 159, "tank": 1768, "APC": 4022, "naval ship": 15},
    {"date": "2022-08-02", "day": 160, "tank": 1774, "APC": 4014, "naval ship": 15},
    {"date": "2022-08-03", "day": 161, "tank": 1789, "APC": 4026, "naval ship": 15},
]
PERSONNEL: list[dict[str, Any]] = [
    {"date": "2022-08-01", "day": 159, "personnel": 41030, "personnel*": "about", "POW": 1000},
    {"date": "2022-08-02", "day": 160, "personnel": 41170, "personnel*": "more", "POW": 1000},
]
CORRECTIONS: list[dict[str, Any]] = [
    {"date": "2022-08-02", "day": 160, "tank": 0, "APC": -12, "personnel": 5}
]
ITEMS = """\
date_recorded,country,status,system,origin,url,matID
2022-09-07,Russia,captured,12 T-72B,Soviet Union,https://example.org/1,7-1
2022-09-07,Russia,captured,BMP-2,Soviet Union,https://example.org/2,7-2
2022-09-07,Russia,captured,BMP-2,Soviet Union,https://example.org/2,7-2
2022-09-07,Ukraine,destroyed,BMP-1,Soviet Union,https://example.org/3,8-1
"""

_STAFF = {"equipment": EQUIPMENT, "personnel": PERSONNEL, "equipment_correction": CORRECTIONS}
LISTED = "items-2022-08-22-to-2022-11-20.csv"


def by_hand(part: str) -> bytes:
    """Give the hand-made rows of one file of the General Staff as JSON, a record a line."""
    return json.dumps(_STAFF[part], indent=1).encode()


def staff_file(part: str) -> bytes:
    """Give one file of the General Staff: `equipment`, `personnel` or `equipment_correction`."""
    return _published(f"general-staff/russia_losses_{part}.json", by_hand(part))


def oryx_items() -> bytes:
    """Give the items that Oryx listed from August to November 2022."""
    return _published(f"oryx/{LISTED}", ITEMS.encode())


def _published(name: str, rows: bytes) -> bytes:
    file = RESEARCH / name
    return file.read_bytes() if file.is_file() else rows
