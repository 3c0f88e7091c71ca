"""What connects a shop's other systems: secrets they sign with, calls they repeat, files they upload."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalog.models.stores import ApiKey, Store


class SigningSecret(models.Model):
    """A secret that the shop's backend signs shopper tokens with. Two may be active, so that one can be replaced."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="signing_secrets")
    name = models.CharField(max_length=80)
    sealed = models.BinaryField(help_text="The secret, sealed with a key that is derived from SECRET_KEY.")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["store", "-created_at"]

    def __str__(self) -> str:
        return self.name


class IdempotentCall(models.Model):
    """The answer to a call that named an Idempotency-Key, kept for a day so that a repeat gets the same one."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, help_text="The Idempotency-Key.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, address and body.")
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty while it runs.")
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return self.name


class FeedImport(models.Model):
    """One uploaded file on its way into the catalogue. This row is the truth about its progress."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        CHECKING = "checking", "Checking"
        CHECKED = "checked", "Checked"
        QUEUED = "queued", "Waiting"
        APPLYING = "applying", "Applying"
        STOPPED = "stopped", "Stopped"
        APPLIED = "applied", "Applied"
        FAILED = "failed", "Failed"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="feed_imports")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(max_length=200, help_text="As the person's machine calls it.")
    path = models.CharField(max_length=500, help_text="Where the file lies, below WOOREC_HOME.")
    size = models.BigIntegerField(help_text="Bytes.")
    format = models.CharField(max_length=40, help_text="Code of the feed format.")
    columns = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True, help_text="Column of the file -> our field, empty: left out.")
    options = models.JSONField(default=dict, blank=True, help_text="Warehouse, region and the like of the format.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    stop_requested = models.BooleanField(default=False)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(
        default=0, help_text="Rows of chunks that are committed; resuming skips them."
    )
    counts = models.JSONField(default=dict, blank=True, help_text="As in {'products_new': 12, 'products_changed': 3}.")
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["store", "-created_at"])]

    def __str__(self) -> str:
        return self.file_name


class FeedRowError(models.Model):
    """A cell that could not be read: where, what, why and what to do."""

    feed_import = models.ForeignKey(FeedImport, on_delete=models.CASCADE, related_name="row_errors")
    row = models.PositiveIntegerField(help_text="Line of the file as a spreadsheet counts it, the header is 1.")
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    remedy = models.CharField(max_length=300)

    class Meta:
        ordering = ["feed_import", "row", "id"]

    def __str__(self) -> str:
        return f"Row {self.row}: {self.reason}"
