"""Who the shoppers are and what they did. All personal data of the installation is in these tables."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

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


class Visit(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="visits")
    session = models.CharField(max_length=64)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="visits")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["store", "-started_at"]
        constraints = [models.UniqueConstraint(fields=["store", "session"], name="session_per_store")]

    def __str__(self) -> str:
        return self.session


class RankedList(models.Model):
    """One served list, as it was. Plain ids and strings: a log line never changes when a rule is deleted."""

    request_id = models.UUIDField(unique=True)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="ranked_lists")
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
    slots = ArrayField(models.CharField(max_length=40), help_text="Id of the rule that filled the position, or empty.")
    reasons = ArrayField(models.CharField(max_length=80))
    prices = ArrayField(models.FloatField())
    stocks = ArrayField(models.IntegerField(null=True))
    margins = ArrayField(models.FloatField(null=True))
    candidate_ids = ArrayField(models.BigIntegerField(), default=list)
    candidate_scores = ArrayField(models.FloatField(), default=list)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["store", "-at"]), models.Index(fields=["customer_id", "-at"])]

    def __str__(self) -> str:
        return str(self.request_id)


class Interaction(models.Model):
    """One thing a shopper did with one product, under GA4's e-commerce names."""

    class Kind(models.TextChoices):
        VIEW_LIST = "view_item_list", "Saw it in a list"
        SELECT = "select_item", "Clicked it in a list"
        VIEW = "view_item", "Viewed the product"
        VIEW_3D = "view_3d", "Turned the material"
        WISHLIST = "add_to_wishlist", "Put on the wish list"
        CART = "add_to_cart", "Put in the cart"
        REMOVE = "remove_from_cart", "Took out of the cart"
        CHECKOUT = "begin_checkout", "Began the checkout"
        PURCHASE = "purchase", "Bought"
        REFUND = "refund", "Sent back"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="interactions")
    event_id = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    session = models.CharField(max_length=64, blank=True)
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="interactions")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="interactions")
    quantity = models.PositiveIntegerField(default=1)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    request_id = models.UUIDField(null=True, blank=True, help_text="The served list that this answers.")
    position = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            # A purchase of three products is one event id with three rows.
            models.UniqueConstraint(fields=["store", "event_id", "product"], name="event_counted_once")
        ]
        indexes = [
            models.Index(fields=["store", "at"]),
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

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="return_has_quantity")]

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
