"""The database's part of merges, for the migrations of every context with rows that belong to a partner."""

from django.db import migrations


def writes_to_surviving_partner(table: str) -> migrations.RunSQL:
    """Return the operation after which a new row of `table` whose `partner_id` was merged belongs to the survivor."""
    return migrations.RunSQL(
        f"""
        create trigger {table}_surviving_partner before insert on {table}
            for each row when (new.partner_id is not null) execute function partners_write_to_survivor()
        """,
        f"drop trigger {table}_surviving_partner on {table}",
    )
