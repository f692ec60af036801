"""Many records at once: reading YAML, JSON, JSON lines, CSV and XLSX, reporting, loading, writing back.

    bulk.expect_small(name, size)                       before anything is downloaded
    report = await asyncio.to_thread(bulk.dry_run, name, data, Beside(base, own), today=…)
    loaded = await bulk.load(store, report, actor=…)    everything or nothing
    data = await asyncio.to_thread(bulk.write_file, layer, Format.CSV)

No words of a server's facts leave it: a file is written from one layer alone.
"""

from facts.curation.bulk.beside import Beside
from facts.curation.bulk.formats import MAX_BYTES, Format, expect_small, format_of
from facts.curation.bulk.loading import Loaded, Progress, load, load_within
from facts.curation.bulk.reading import dry_run
from facts.curation.bulk.report import Kind, Report, Row, State
from facts.curation.bulk.report_file import report_csv
from facts.curation.bulk.writing import collection_of, template, write_file

__all__ = [
    "MAX_BYTES",
    "Beside",
    "Format",
    "Kind",
    "Loaded",
    "Progress",
    "Report",
    "Row",
    "State",
    "collection_of",
    "dry_run",
    "expect_small",
    "format_of",
    "load",
    "load_within",
    "report_csv",
    "template",
    "write_file",
]
