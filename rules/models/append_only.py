"""A table that only grows, as the database itself sees to it."""

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CREATE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.{owner} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {owners} WHERE id = OLD.{owner}) THEN
      RETURN NULL;
    END IF;
  ELSIF NEW.{person} IS NULL AND to_jsonb(NEW) - '{person}' = to_jsonb(OLD) - '{person}'
        AND NOT EXISTS (SELECT 1 FROM {people} WHERE id = OLD.{person}) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'rows of {table} are only ever added' USING ERRCODE = 'integrity_constraint_violation';
END $body$;
CREATE CONSTRAINT TRIGGER {name} AFTER UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}();
"""
REMOVE = "DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"


class AppendOnly(models.BaseConstraint):
    """Refuses, at the end of a transaction, every change of a row and every deletion, with two exceptions.

    Rows go when the row that they belong to (`goes_with`) is gone as well, and they forget the account (`forgets`)
    that was deleted. The check waits for the end because Django deletes what depends on a row before the row itself.
    """

    def __init__(self, *, name: str, goes_with: str, forgets: str) -> None:
        super().__init__(name=name)
        self.goes_with, self.forgets = goes_with, forgets

    def constraint_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> None:
        """A trigger is no part of the table's own definition: it follows once the table is there."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        return CREATE.format(**self._names(model))

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        return REMOVE.format(**self._names(model))

    def validate(self, *args: object, **kwargs: object) -> None:
        """A new row is always fine."""

    def deconstruct(self) -> tuple[str, tuple[object, ...], dict[str, object]]:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"goes_with": self.goes_with, "forgets": self.forgets}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AppendOnly) and self.deconstruct() == other.deconstruct()

    __hash__ = models.BaseConstraint.__hash__

    def _names(self, model: type[models.Model]) -> dict[str, str]:
        owner, person = model._meta.get_field(self.goes_with), model._meta.get_field(self.forgets)
        return {
            "name": self.name,
            "table": model._meta.db_table,
            "owner": owner.column,
            "owners": owner.related_model._meta.db_table,
            "person": person.column,
            "people": person.related_model._meta.db_table,
        }
