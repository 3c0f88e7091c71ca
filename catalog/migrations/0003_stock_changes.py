"""Notes which products' stock or visibility a transaction changed, so that what is kept in memory is known to be right.

One row a statement. Rows that a statement writes anew as they were are no change. See catalog.stock_book.
"""

from django.db import migrations

# As for prices, no joins: a session keeps the plan that it made for its first statement, however many
# rows a later one writes.
FORWARD = """
CREATE TABLE catalog_stockchange (
    store_id bigint NOT NULL,
    xid xid8 NOT NULL,
    many integer NOT NULL,
    products bigint[] NOT NULL
);
CREATE INDEX catalog_stockchange_of_store ON catalog_stockchange (store_id, xid);
CREATE TABLE catalog_pastsnapshot (
    at timestamptz PRIMARY KEY,
    server timestamptz NOT NULL,
    snapshot pg_snapshot NOT NULL
);
CREATE FUNCTION catalog_note_stock(ids bigint[]) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO catalog_stockchange (store_id, xid, many, products)
    SELECT p.store_id, pg_current_xact_id(), count(*), array_agg(p.id)
    FROM catalog_product p WHERE p.id = ANY(ids) GROUP BY p.store_id;
END $$;
CREATE FUNCTION catalog_note_stock_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_stock(ARRAY(SELECT DISTINCT product_id FROM changed));
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_note_stock_updates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM catalog_note_stock(ARRAY(SELECT DISTINCT product_id FROM (
        SELECT product_id FROM (
            SELECT product_id, warehouse_id, quantity FROM before
            UNION ALL SELECT product_id, warehouse_id, quantity FROM after
        ) both_ GROUP BY product_id, warehouse_id, quantity HAVING count(*) = 1
    ) changed));
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_note_product_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_stockchange (store_id, xid, many, products)
    SELECT store_id, pg_current_xact_id(), count(*), array_agg(id) FROM changed GROUP BY store_id;
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_note_product_updates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_stockchange (store_id, xid, many, products)
    SELECT store_id, pg_current_xact_id(), count(DISTINCT id), array_agg(DISTINCT id) FROM (
        SELECT id, store_id FROM (
            SELECT id, store_id, visible, status, launched_on FROM before
            UNION ALL SELECT id, store_id, visible, status, launched_on FROM after
        ) both_ GROUP BY id, store_id, visible, status, launched_on HAVING count(*) = 1
    ) changed GROUP BY store_id;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_stocklevel_added AFTER INSERT ON catalog_stocklevel
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_stock_rows();
CREATE TRIGGER catalog_stocklevel_changed AFTER UPDATE ON catalog_stocklevel
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_stock_updates();
CREATE TRIGGER catalog_stocklevel_gone AFTER DELETE ON catalog_stocklevel
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_stock_rows();
CREATE TRIGGER catalog_product_added AFTER INSERT ON catalog_product
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_product_rows();
CREATE TRIGGER catalog_product_shown AFTER UPDATE ON catalog_product
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_product_updates();
CREATE TRIGGER catalog_product_gone AFTER DELETE ON catalog_product
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_product_rows();
"""
BACKWARD = """
DROP TRIGGER catalog_product_gone ON catalog_product;
DROP TRIGGER catalog_product_shown ON catalog_product;
DROP TRIGGER catalog_product_added ON catalog_product;
DROP TRIGGER catalog_stocklevel_gone ON catalog_stocklevel;
DROP TRIGGER catalog_stocklevel_changed ON catalog_stocklevel;
DROP TRIGGER catalog_stocklevel_added ON catalog_stocklevel;
DROP FUNCTION catalog_note_product_updates();
DROP FUNCTION catalog_note_product_rows();
DROP FUNCTION catalog_note_stock_updates();
DROP FUNCTION catalog_note_stock_rows();
DROP FUNCTION catalog_note_stock(bigint[]);
DROP TABLE catalog_pastsnapshot;
DROP TABLE catalog_stockchange;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_price_changes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
