"""Notes which transactions changed the prices of a store, so that prices kept in memory are known to be right.

No transaction waits for another one: each writes a row of its own. See catalog.price_book.
"""

from django.db import migrations

# No joins, and no walk over all products: a session keeps the plan that it made for its first statement, however many
# rows a later one writes.
FORWARD = """
CREATE TABLE catalog_pricechange (
    store_id bigint NOT NULL,
    xid xid8 NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (store_id, xid)
);
CREATE FUNCTION catalog_note_prices() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO catalog_pricechange (store_id, xid)
    SELECT DISTINCT p.store_id, pg_current_xact_id()
    FROM catalog_product p WHERE p.id = ANY(ARRAY(SELECT DISTINCT product_id FROM changed))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION catalog_note_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_pricechange (store_id, xid)
    SELECT DISTINCT store_id, pg_current_xact_id() FROM (
        SELECT store_id FROM (
            SELECT id, store_id, price FROM before UNION ALL SELECT id, store_id, price FROM after
        ) both_ GROUP BY id, store_id, price HAVING count(*) = 1
    ) changed
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_tierprice_added AFTER INSERT ON catalog_tierprice
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_prices();
CREATE TRIGGER catalog_tierprice_changed AFTER UPDATE ON catalog_tierprice
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_prices();
CREATE TRIGGER catalog_tierprice_gone AFTER DELETE ON catalog_tierprice
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_prices();
CREATE TRIGGER catalog_product_repriced AFTER UPDATE ON catalog_product
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION catalog_note_products();
"""
BACKWARD = """
DROP TRIGGER catalog_product_repriced ON catalog_product;
DROP TRIGGER catalog_tierprice_gone ON catalog_tierprice;
DROP TRIGGER catalog_tierprice_changed ON catalog_tierprice;
DROP TRIGGER catalog_tierprice_added ON catalog_tierprice;
DROP FUNCTION catalog_note_products();
DROP FUNCTION catalog_note_prices();
DROP TABLE catalog_pricechange;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
