"""Where a shop sells and from where: stores, regions, warehouses, tiers and API keys."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Store(models.Model):
    """One shop. Every row that belongs to a shop carries its store."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3, help_text="ISO 4217 code of the prices in the catalogue.")
    default_region = models.ForeignKey("Region", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    catalogue_revision = models.BigIntegerField(
        default=0, help_text="Grows with every catalogue change; serving reloads its product facts when it moves."
    )
    stock_trusted_minutes = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="After so many minutes without news a warehouse's figures count as low stock. Empty: never.",
    )
    low_stock_quantity = models.PositiveIntegerField(
        default=2, help_text="What a product of a silent warehouse counts as at most, in pieces."
    )
    return_parcel_cost = models.DecimalField(
        max_digits=10, decimal_places=2, default=0, help_text="What each returned piece costs to take back."
    )
    return_lost_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, help_text="Share of its price that a returned piece has lost."
    )
    publishes_member_prices = models.BooleanField(
        default=False, help_text="Whether member prices may stand in feeds and pages that everybody can read."
    )
    four_eyes = models.BooleanField(
        default=False, help_text="Whether rules go live only when a second person approves them."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock_trusted_minutes__isnull=True) | Q(stock_trusted_minutes__gt=0),
                name="stock_is_trusted_for_a_while",
            ),
            models.CheckConstraint(
                condition=Q(return_parcel_cost__gte=0, return_lost_percent__range=(0, 100)),
                name="return_costs_something_or_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Warehouse(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="warehouses")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    city = models.CharField(max_length=80, blank=True)
    continent = models.CharField(max_length=40, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="When its stock feed last said anything.")

    class Meta:
        ordering = ["store", "code"]
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="warehouse_code_per_store")]

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """A selling region: its currency and the warehouses that serve it, nearest first."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="regions")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    warehouses = models.ManyToManyField(Warehouse, through="RegionWarehouse", related_name="regions")

    class Meta:
        ordering = ["store", "code"]
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="region_code_per_store")]

    def __str__(self) -> str:
        return self.name


class RegionWarehouse(models.Model):
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="serving")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="serves")
    rank = models.PositiveSmallIntegerField(help_text="1 ships first.")

    class Meta:
        ordering = ["region", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["region", "warehouse"], name="warehouse_once_per_region"),
            models.UniqueConstraint(fields=["region", "rank"], name="rank_once_per_region"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} #{self.rank}"


class MembershipTier(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="tiers")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField(help_text="0 pays the regular price; higher ranks pay their own.")
    discount_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Off the regular price where the tier has no price of its own. Empty: it pays the next lower tier's.",
    )
    minimum_spend = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="What a member must have spent to be in it."
    )
    spend_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Over how many months. Empty: ever."
    )
    note = models.CharField(max_length=200, blank=True, help_text="Who belongs here, in words.")

    class Meta:
        ordering = ["store", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="tier_code_per_store"),
            models.UniqueConstraint(fields=["store", "rank"], name="tier_rank_per_store"),
            models.CheckConstraint(
                condition=Q(discount_percent__isnull=True) | Q(discount_percent__range=(0, 100)),
                name="tier_discount_within_0_and_100",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A shop's key. Only its SHA-256 is stored; the key itself is shown once."""

    class Scope(models.TextChoices):
        RECOMMEND = "recommend", "Ask for recommendations"
        EVENTS = "events", "Send events"
        CATALOGUE = "catalogue", "Change products, prices and stock"
        CUSTOMERS = "customers", "Change customers, their tiers and consents"
        DEBUG = "debug", "See traces and set the time"
        SHOPPER = "shopper", "Name the customer of a request"
        METRICS = "metrics", "Read the figures of the installation"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, help_text="The first letters, to recognise a key by.")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    allowed_origins = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Whose pages may use it, as in https://shop.example.com. Empty: any.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["store", "name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}...)"
