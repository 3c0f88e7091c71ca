from django.apps import AppConfig


class WoorecConfig(AppConfig):
    name = "woorec"
    verbose_name = "WooRec"

    def ready(self) -> None:
        from woorec import celery  # noqa: F401  (shared_task needs the app)
