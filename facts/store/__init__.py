"""Where the record is kept: tables, migrations, writing, reading.

The only place that imports SQLAlchemy. `revision` is the truth; everything else about a fact is
projected from it in the same transaction. See `facts.store.snapshots` for what questions read.
"""

from facts.store.store import Store
from facts.store.verifying import Finding
from facts.store.writing import Writing

__all__ = ["Finding", "Store", "Writing"]
