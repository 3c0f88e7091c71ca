"""Which transactions a statement sees, as the books remember it."""

# PostgreSQL leaves the transaction that asks out of its own snapshot, so that what it writes later would count as seen
# once a younger one has ended. Then only what is older than the asking one counts as seen.
SNAPSHOT = """(
    SELECT CASE WHEN own IS NULL OR own >= pg_snapshot_xmax(seen) THEN seen::text
        ELSE pg_snapshot_xmin(seen) || ':' || own || ':' || coalesce((
            SELECT string_agg(running::text, ',' ORDER BY running) FROM pg_snapshot_xip(seen) running
            WHERE running < own
        ), '') END
    FROM (SELECT pg_current_snapshot() AS seen, pg_current_xact_id_if_assigned() AS own) moment
)"""
