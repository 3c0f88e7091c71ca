"""Who the shoppers are and what they did. All personal data of the installation is in these tables."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value

from catalog.models import MembershipTier, Product, Region, Store


class Customer(models.Model):
    """A shopper's profile under a pseudonym; the shop's own id is never stored."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="customers")
    pseudonym = models.CharField(max_length=64, help_text="Keyed HMAC-SHA256 of the shop's customer id, in hex.")
    tier = models.ForeignKey(MembershipTier, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    personalise = models.BooleanField(default=True, help_text="Whether the shopper allows personal lists.")
    joined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["store", "id"]
        constraints = [models.UniqueConstraint(fields=["store", "pseudonym"], name="pseudonym_per_store")]

    def __str__(self) -> str:
        return f"Customer {self.pseudonym[:8]}"


class Consent(models.Model):
    class Purpose(models.TextChoices):
        PERSONALISE = "personalise", "Personal lists"
        AVOIDANCES = "avoidances", "Keep what my skin must avoid"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    granted = models.BooleanField()
    at = models.DateTimeField()
    source = models.CharField(max_length=80)

    class Meta:
        ordering = ["customer", "-at"]

    def __str__(self) -> str:
        return f"{self.purpose}: {'granted' if self.granted else 'withdrawn'}"


class Avoidance(models.Model):
    """What a shopper's skin must avoid. Health data: sealed with a key of its own, never in logs or training."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="avoidance")
    sealed = models.BinaryField(help_text="Fernet token over the sorted allergen names.")
    consented_at = models.DateTimeField()

    class Meta:
        ordering = ["customer"]

    def __str__(self) -> str:
        return f"Avoidances of {self.customer_id}"


class TierChange(models.Model):
    """Which tier a customer was in since when, so that a past list can be explained."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tier_changes")
    tier = models.ForeignKey(MembershipTier, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField()
    source = models.CharField(max_length=80, help_text="Which feed or call said so.")

    class Meta:
        ordering = ["customer", "-since"]
        constraints = [models.UniqueConstraint(fields=["customer", "since"], name="one_tier_at_a_time")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tier_id} since {self.since:%Y-%m-%d}"


class Visit(models.Model):
    """One browser of a shop. When somebody signs in, what it did before becomes theirs."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="visits")
    session = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="visits")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    is_bot = models.BooleanField(default=False, help_text="Its events are kept and never learned from.")

    class Meta:
        ordering = ["store", "-started_at"]
        constraints = [models.UniqueConstraint(fields=["store", "session"], name="session_per_store")]

    def __str__(self) -> str:
        return self.session


class RankedList(models.Model):
    """One served list, as it was. Plain ids and strings: a log line never changes when a rule is deleted."""

    request_id = models.UUIDField()
    # A log: what is written was checked before, and partitions come and go without a look at other tables.
    store = models.ForeignKey(
        Store, on_delete=models.CASCADE, related_name="ranked_lists", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    placement = models.CharField(max_length=60)
    customer_id = models.BigIntegerField(null=True, blank=True)
    session = models.CharField(max_length=64, blank=True)
    region = models.CharField(max_length=20, blank=True)
    tier = models.CharField(max_length=20, blank=True)
    seed_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    ruleset = models.CharField(max_length=64, blank=True)
    model = models.CharField(max_length=80, blank=True)
    arm = models.CharField(max_length=60, blank=True)
    random_seed = models.BigIntegerField(default=0)
    explored = models.BooleanField(default=False, help_text="Inside declared exploration; left out of compliance.")
    fallback = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    relaxed = models.JSONField(default=list, blank=True)
    short = models.BooleanField(default=False)
    latency_ms = models.FloatField(default=0)
    product_ids = ArrayField(models.BigIntegerField())
    scores = ArrayField(models.FloatField())
    propensities = ArrayField(models.FloatField(), help_text="Chance that this product stood at this position.")
    alternatives = models.JSONField(
        default=list, blank=True, help_text="Position, product id and chance of what could have stood there instead."
    )
    slots = ArrayField(models.CharField(max_length=40), help_text="Id of the rule that filled the position, or empty.")
    reasons = ArrayField(models.CharField(max_length=80))
    prices = ArrayField(models.FloatField())
    stocks = ArrayField(models.IntegerField(null=True))
    margins = ArrayField(models.FloatField(null=True))
    campaigns = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Campaigns that were on: rule id -> places owed, and the positions that its products held.",
    )
    candidate_ids = ArrayField(models.BigIntegerField(), default=list)
    candidate_scores = ArrayField(models.FloatField(), default=list)

    class Meta:
        ordering = ["-at"]
        # The time stands in it because the table is partitioned by month.
        constraints = [models.UniqueConstraint(fields=["request_id", "at"], name="list_logged_once")]
        indexes = [models.Index(fields=["store", "-at"]), models.Index(fields=["customer_id", "-at"])]

    def __str__(self) -> str:
        return str(self.request_id)


class EventReceipt(models.Model):
    """An event id that was counted. A second delivery finds it here, whatever its time says."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    event_id = models.UUIDField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at"]
        constraints = [models.UniqueConstraint(fields=["store", "event_id"], name="event_counted_once")]
        indexes = [models.Index(fields=["received_at"])]

    def __str__(self) -> str:
        return str(self.event_id)


class RejectedEvent(models.Model):
    """An event that could not be read, for the integrator who looks for it. Kept for a few days, without names."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="rejected_events")
    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=60, blank=True)
    event_id = models.CharField(max_length=64, blank=True)
    errors = models.JSONField(default=list)
    fields = models.JSONField(default=dict, blank=True, help_text="What was sent, less whatever names a person.")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["store", "-at"])]

    def __str__(self) -> str:
        return f"{self.name or 'an event'}: {self.errors}"


class UnknownField(models.Model):
    """A field that shops send and we have no use for yet: kept with the event, counted here."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="unknown_fields")
    event = models.CharField(max_length=60)
    field = models.CharField(max_length=80)
    count = models.BigIntegerField(default=0)
    last_seen = models.DateTimeField()

    class Meta:
        ordering = ["store", "event", "field"]
        constraints = [models.UniqueConstraint(fields=["store", "event", "field"], name="unknown_field_once")]

    def __str__(self) -> str:
        return f"{self.event}.{self.field}"


class Interaction(models.Model):
    """One thing a shopper did with one product, under GA4's e-commerce names. Partitioned by month of `at`."""

    class Kind(models.TextChoices):
        VIEW_LIST = "view_item_list", "Saw it in a list"
        SELECT = "select_item", "Clicked it in a list"
        VIEW = "view_item", "Viewed the product"
        VIEW_3D = "view_3d", "Turned the material"
        VIEW_3D_FAILED = "view_3d_failed", "Asked for 3D in vain"
        WISHLIST = "add_to_wishlist", "Put on the wish list"
        CART = "add_to_cart", "Put in the cart"
        REMOVE = "remove_from_cart", "Took out of the cart"
        VIEW_CART = "view_cart", "Looked at the cart"
        CHECKOUT = "begin_checkout", "Began the checkout"
        SHIPPING = "add_shipping_info", "Chose the delivery"
        PAYMENT = "add_payment_info", "Chose how to pay"
        PURCHASE = "purchase", "Bought"
        REFUND = "refund", "Was refunded"
        RETURN = "return", "Sent back"
        RATING = "rating", "Rated"
        SEARCH = "search", "Searched"
        LIST_SEEN = "list_seen", "Had a list on screen"
        PROMOTION_SEEN = "view_promotion", "Saw a promotion"
        PROMOTION = "select_promotion", "Clicked a promotion"

    # A log: what is written was checked before, and partitions come and go without a look at other tables.
    store = models.ForeignKey(
        Store, on_delete=models.CASCADE, related_name="interactions", db_constraint=False, db_index=False
    )
    event_id = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    session = models.CharField(max_length=64, blank=True)
    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="interactions",
        db_constraint=False,
        db_index=False,
    )
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="interactions",
        db_constraint=False,
        help_text="Empty for what concerns no product, such as a search.",
    )
    quantity = models.PositiveIntegerField(default=1)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    request_id = models.UUIDField(null=True, blank=True, help_text="The served list that this answers.")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.CharField(max_length=20, blank=True, db_default="")
    utc_offset_minutes = models.SmallIntegerField(
        null=True, blank=True, help_text="Of the shopper's clock, for the hour and season it was for them."
    )
    is_bot = models.BooleanField(default=False, db_default=False, help_text="Kept and counted, never learned from.")
    extra = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        blank=True,
        help_text="Fields that we have no use for yet.",
    )

    class Meta:
        ordering = ["-at"]
        indexes = [
            # Every read by time names its kinds; this one also finds the newest of a kind, and that there is none.
            models.Index(fields=["store", "kind", "at"]),
            models.Index(fields=["customer", "-at"]),
            models.Index(fields=["store", "session", "-at"]),
            models.Index(fields=["request_id"], condition=Q(request_id__isnull=False), name="interaction_request"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.product_id}"


class Order(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="orders")
    number = models.CharField(max_length=80)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="orders")
    session = models.CharField(max_length=64, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    source_updated_at = models.DateTimeField(
        null=True, blank=True, help_text="When the shop system changed it; older news about it is left aside."
    )

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="order_number_per_store")]
        indexes = [models.Index(fields=["store", "-at"]), models.Index(fields=["customer", "-at"])]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="order_lines")
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=12, decimal_places=2)
    request_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "product"], name="product_once_per_order"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_has_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"


class Return(models.Model):
    class Reason(models.TextChoices):
        FEEL = "feel", "Did not feel as it looked"
        SKIN = "skin", "Skin reacted"
        COLOUR = "colour", "Colour differs"
        SIZE = "size", "Size"
        DAMAGED = "damaged", "Damaged"
        OTHER = "other", "Other"

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="returns")
    at = models.DateTimeField()
    quantity = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.OTHER)
    is_about_material = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether the shopper blames the material: its feel, its look or their skin.",
    )
    reference = models.CharField(
        max_length=80, blank=True, db_default="", help_text="The shop system's number of the refund."
    )

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_has_quantity"),
            models.UniqueConstraint(
                fields=["line", "reference"], condition=~Q(reference=""), name="return_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}: {self.reason}"


class Rating(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="ratings")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="ratings")
    stars = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "product"], name="rating_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="one_to_five_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} stars"


class WebhookSource(models.Model):
    """A shop system that tells us what happens there. Two secrets may be active, so that one can be replaced."""

    class System(models.TextChoices):
        WOOCOMMERCE = "woocommerce", "WooCommerce"
        SHOPIFY = "shopify", "Shopify"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="webhook_sources")
    system = models.CharField(max_length=20, choices=System.choices)
    name = models.CharField(max_length=80)
    token = models.CharField(max_length=32, unique=True, help_text="Stands in the address that the system calls.")
    sealed_secret = models.BinaryField(help_text="What the system signs with, sealed.")
    sealed_next_secret = models.BinaryField(null=True, blank=True, help_text="Its successor, while both are in use.")
    warehouse_code = models.CharField(max_length=40, blank=True, help_text="Whose stock its product figures are.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["store", "name"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One call of a shop system. What it said about people is not kept."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        DONE = "done", "Done"
        IGNORED = "ignored", "Not needed"
        OUTDATED = "outdated", "Older than what is known"
        FAILED = "failed", "Failed"

    source = models.ForeignKey(WebhookSource, on_delete=models.CASCADE, related_name="deliveries")
    delivery_id = models.CharField(max_length=120)
    topic = models.CharField(max_length=80)
    received_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0, help_text="How often the same delivery came again.")
    message = models.CharField(max_length=300, blank=True, help_text="What was done, or why not and what to do.")
    content = models.JSONField(
        default=dict, blank=True, help_text="What was needed of the body, without personal data."
    )

    class Meta:
        ordering = ["-received_at"]
        verbose_name_plural = "webhook deliveries"
        constraints = [models.UniqueConstraint(fields=["source", "delivery_id"], name="delivery_counted_once")]
        indexes = [models.Index(fields=["source", "-received_at"]), models.Index(fields=["state", "received_at"])]

    def __str__(self) -> str:
        return f"{self.topic} {self.delivery_id}"

    @property
    def is_waiting(self) -> bool:
        """What waits is tried again by itself; what failed is not."""
        return self.finished_at is None and self.state in (self.State.RECEIVED, self.State.FAILED)
