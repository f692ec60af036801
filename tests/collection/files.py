"""Small collections on disk: one good one, to be broken in one place at a time."""

from __future__ import annotations

from pathlib import Path

GOOD = """\
sources:
- id: oryx
  name: Oryx
  kind: open_source_tracker
  aliases: [Орікс]
- id: yahoo-news
  name: Yahoo News
  kind: news_media
places:
- id: ukraine
  name: Ukraine
  kind: country
- id: kharkiv-oblast
  name: Kharkiv Oblast
  name_uk: Харківська область
  kind: oblast
  parent: Ukraine
series:
- id: oryx-tanks
  source: Oryx
  metric: equipment_lost
  category: tank
  side: russia
  unit: count
  since: 2022-02-24
  counting_rule: Each tank documented by a photo.
facts:
- id: tanks-early
  statement: Oryx counted 1,000 Russian tanks lost.
  topic: equipment_losses
  metric: equipment_lost
  category: tank
  side: russia
  measure: {exactly: 1000}
  series: oryx-tanks
  scope_place: Ukraine
  valid: {start: 2022-02-24, end: 2022-09-03}
  stated_on: 2022-09-03
  chain: [Oryx, Yahoo News]
- id: tanks-late
  statement: Oryx counted more than 1,450 Russian tanks lost.
  topic: equipment_losses
  metric: equipment_lost
  category: tank
  side: russia
  measure: {low: 1450, unit: count, wording: 'over 1,450'}
  series: oryx-tanks
  scope_place: Ukraine
  places: [Kharkiv Oblast]
  valid: {start: 2022-02-24, end: 2022-11-09}
  stated_on: 2022-11-09
  chain:
  - {source: Oryx, role: open-source tracker}
  - words: telethon
  - Yahoo News
  documents:
  - publisher: Yahoo News
    url: https://example.org/tanks
    published_on: about 2022-11-09..2022-11-10
  caveats: [lower_bound_by_method, read in a copy]
  relations:
  - {kind: supersedes, to: tanks-early, note: a later total}
"""


def broken(folder: Path, old: str, new: str) -> Path:
    """Write the good collection with one passage replaced, and give its folder."""
    assert GOOD.count(old) >= 1, f"{old!r} does not stand in the good collection"
    return written(folder, GOOD.replace(old, new, 1))


def written(folder: Path, text: str, name: str = "collection.yaml") -> Path:
    """Write one file into a folder, and give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder


def line_of(text: str, part: str) -> int:
    """Give the number of the first line that holds a passage."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)
