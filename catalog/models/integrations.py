"""What connects a shop's other systems: secrets they sign with, calls they repeat, files they upload."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

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


class WooCommerceShop(models.Model):
    """A shop whose products we ask for. This row is the truth about the pull at hand, and remembers the last whole one.

    A store has one: two shops number their products alike, and one's would be taken for the other's.
    """

    class State(models.TextChoices):
        NEW = "new", "Never pulled"
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Pulling"
        STOPPED = "stopped", "Stopped"
        DONE = "done", "Up to date"
        FAILED = "failed", "Failed"

    class Stage(models.TextChoices):
        CATEGORIES = "categories", "Reading the categories"
        PRODUCTS = "products", "Reading products"
        GONE = "gone", "Looking for what is gone"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="woocommerce_shops")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=300, help_text="Of the shop, as in https://shop.example.com")
    sealed_key = models.BinaryField(help_text="The consumer key of its REST API, sealed.")
    sealed_secret = models.BinaryField(help_text="The consumer secret, sealed.")
    warehouse_code = models.CharField(max_length=40, blank=True, help_text="Whose stock its figures are.")
    is_active = models.BooleanField(default=True)
    every_minutes = models.PositiveIntegerField(default=60, help_text="How often it is asked what changed.")
    full_every_hours = models.PositiveIntegerField(
        default=24, help_text="How often all is read, which finds what was deleted."
    )
    modified_after = models.DateTimeField(
        null=True,
        blank=True,
        help_text="By the shop's clock: what was changed earlier is known. Moves with whole pulls.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.CATEGORIES)
    is_full = models.BooleanField(default=False, help_text="Whether the pull at hand reads all products.")
    may_shrink = models.BooleanField(default=False, help_text="Somebody agreed that many products are gone.")
    began_at = models.DateTimeField(
        null=True, blank=True, help_text="When the pull at hand began, by the shop's clock. Empty: it begins anew."
    )
    number = models.PositiveIntegerField(default=0, help_text="Of the last pull of everything, counted from 1.")
    pages_done = models.PositiveIntegerField(default=0, help_text="Pages that are committed; resuming skips them.")
    pages_total = models.PositiveIntegerField(default=0)
    products_done = models.PositiveIntegerField(default=0, help_text="Variants count as well.")
    listed = models.PositiveIntegerField(default=0, help_text="Products that the shop listed when last asked.")
    counts = models.JSONField(default=dict, blank=True, help_text="As in {'created': 12, 'changed': 3}.")
    notes = ArrayField(models.CharField(max_length=300), default=list, blank=True, help_text="What was not taken.")
    error = models.TextField(blank=True)
    stop_requested = models.BooleanField(default=False)
    restarts = models.PositiveIntegerField(default=0, help_text="How often a worker died over the pull at hand.")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True, help_text="When the last whole pull ended.")
    last_full_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "WooCommerce shop"
        ordering = ["store", "name"]
        constraints = [
            models.UniqueConstraint(fields=["store"], name="one_woocommerce_shop_per_store"),
            models.CheckConstraint(condition=Q(every_minutes__gte=5), name="pull_at_most_every_five_minutes"),
            models.CheckConstraint(condition=Q(full_every_hours__gte=1), name="full_pull_at_most_hourly"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int | None:
        """How far the pull at hand is; None while that cannot be told."""
        return min(100, 100 * self.pages_done // self.pages_total) if self.pages_total else None


class PulledProduct(models.Model):
    """A product that a pull found in a shop, so that a later one can tell that it is gone there."""

    shop = models.ForeignKey(WooCommerceShop, on_delete=models.CASCADE, related_name="pulled")
    external_id = models.CharField(max_length=80)
    style = models.CharField(max_length=80, blank=True, help_text="Of a variant: the number of its product.")
    seen_in = models.PositiveIntegerField(help_text="Number of the last pull of everything that found it.")
    gone_at = models.DateTimeField(null=True, blank=True, help_text="When the shop was found not to have it any more.")

    class Meta:
        ordering = ["shop", "id"]
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="pulled_once_per_shop")]
        indexes = [models.Index(fields=["shop", "style"])]

    def __str__(self) -> str:
        return self.external_id
