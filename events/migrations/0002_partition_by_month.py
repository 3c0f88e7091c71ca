"""Turns the two large logs into tables that are partitioned by month of `at`.

The primary key takes the time in, as PostgreSQL asks of partitioned tables. What belongs to no month that has been made
lies in the default partition until `events.partitions` makes that month.
"""

from django.db import migrations

TABLES = ("events_interaction", "events_rankedlist")


def partition(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                """
                SELECT c.relname, pg_get_indexdef(i.indexrelid), k.conname, pg_get_constraintdef(k.oid)
                FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype = 'u'
                WHERE i.indrelid = %s::regclass AND NOT i.indisprimary ORDER BY c.relname
                """,
                [table],
            )
            indexes = cursor.fetchall()
            cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_whole")
            cursor.execute(
                f"CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING CONSTRAINTS, "
                f"CONSTRAINT {table}_of_a_month PRIMARY KEY (id, at)) PARTITION BY RANGE (at)"
            )
            cursor.execute(f"CREATE TABLE {table}_other PARTITION OF {table} DEFAULT")
            cursor.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {table}_whole")
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}), "
                "false)"
            )
            cursor.execute(f"DROP TABLE {table}_whole")
            for _, index, constraint, definition in indexes:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}" if constraint else index)


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(partition, migrations.RunPython.noop)]
