"""What lies where, and what it costs whom."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from catalog.models.products import Product
from catalog.models.stores import MembershipTier, Region, Warehouse


class StockLevel(models.Model):
    """What lies in one warehouse. No row means that this product is not counted there."""

    # The constraint's index finds a product's rows as well.
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="stock", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="stock")
    quantity = models.IntegerField(help_text="What is there: the last count and every movement after it, not below 0.")
    counted = models.IntegerField(default=0, help_text="The last absolute figure that was sent.")
    counted_sequence = models.BigIntegerField(
        default=0, help_text="The sender's number of that figure; older messages never change anything."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["product", "warehouse"]
        constraints = [
            models.UniqueConstraint(fields=["product", "warehouse"], name="stock_once_per_warehouse"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} at {self.warehouse_id}"


class StockMovement(models.Model):
    """A relative change that is newer than the last count of its product and warehouse."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="stock_movements")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="stock_movements")
    sequence = models.BigIntegerField()
    delta = models.IntegerField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["product", "warehouse", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["product", "warehouse", "sequence"], name="movement_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.delta:+d} at {self.warehouse_id}"


class TierPrice(models.Model):
    """What one tier pays in one region. The tier of rank 0 holds the region's regular price."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="tier_prices", db_index=False)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="tier_prices")
    tier = models.ForeignKey(MembershipTier, on_delete=models.CASCADE, related_name="tier_prices")
    amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="In the region's currency.")
    valid = DateTimeRangeField(null=True, blank=True, help_text="Empty: always.")

    class Meta:
        ordering = ["product", "region", "tier"]
        # What every request asks: it also finds the rows of a product alone.
        indexes = [
            models.Index(
                fields=["product", "region"], include=["tier", "amount", "valid"], name="tier_prices_of_products"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=Decimal(0)), name="tier_price_not_negative"),
            # int8range stands in for equality: GiST has none for integers without a contrib extension.
            ExclusionConstraint(
                name="tier_prices_never_overlap",
                expressions=[
                    (Func(F("product"), F("product"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("region"), F("region"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("tier"), F("tier"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("valid"), Value("(,)"), function="COALESCE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.tier_id} in {self.region_id}"


class PriceHistory(models.Model):
    """Every price that was ever shown, for the 30-day lowest price."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="price_history")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    tier = models.ForeignKey(MembershipTier, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    since = models.DateTimeField()

    class Meta:
        ordering = ["product", "-since"]
        verbose_name_plural = "price history"
        indexes = [models.Index(fields=["product", "-since"])]

    def __str__(self) -> str:
        return f"{self.amount} since {self.since:%Y-%m-%d}"
