"""What Alembic runs: migrate on the connection that the caller passes, in the caller's transaction."""

from alembic import context

from facts.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
