"""The database's part of merges, for the migrations of every context with rows that belong to a company."""

from django.db import migrations


def writes_to_survivor(table: str) -> migrations.RunSQL:
    """Return the operation after which a row of `table` whose `company_id` was merged belongs to the survivor."""
    return migrations.RunSQL(
        f"""
        create trigger {table}_survivor before insert or update of company_id on {table}
            for each row when (new.company_id is not null) execute function companies_write_to_survivor()
        """,
        f"drop trigger {table}_survivor on {table}",
    )
