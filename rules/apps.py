from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "rules"
    verbose_name = "Traffic control"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """This will keep in the audit log what the layers below tell of."""
        from catalog.told import changed
        from rules.audit import keep

        changed.connect(keep, dispatch_uid="rules.audit")
