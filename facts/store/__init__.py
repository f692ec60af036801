"""Where the record is kept. The only place that imports SQLAlchemy."""
