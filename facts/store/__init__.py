"""Where the record is kept: tables, migrations, writing, reading.

The only place that imports SQLAlchemy. `revision` is the truth; everything else about a fact is
projected from it in the same transaction. See `facts.store.snapshots` for what questions read.
"""

from facts.store import curation_tables as _curation_tables
from facts.store import delivery_tables as _delivery_tables
from facts.store.findings import Finding
from facts.store.store import Store
from facts.store.writing import Writing

# Named, so that every table is known to whoever copies, checks or migrates the store.
_TABLES = (_curation_tables, _delivery_tables)

__all__ = ["Finding", "Store", "Writing"]
