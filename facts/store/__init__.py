"""Where the record is kept: tables, migrations, writing, reading. The only place that imports SQLAlchemy."""
