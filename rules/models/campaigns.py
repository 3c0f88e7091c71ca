"""What was delivered of each campaign, counted from the served lists. A campaign itself is a rule."""

from django.db import models

from catalog.models import Store


class CampaignHour(models.Model):
    """One hour of one campaign. The key is the rule's, which stays from version to version."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="campaign_hours")
    rule_key = models.UUIDField()
    hour = models.DateTimeField()
    lists = models.PositiveIntegerField(default=0, help_text="Served lists for which the campaign was on.")
    owed = models.PositiveIntegerField(default=0, help_text="Places that those lists owed it.")
    served = models.PositiveIntegerField(default=0, help_text="Places that its products held: what the promise counts.")
    seen = models.PositiveIntegerField(default=0, help_text="Those of which the storefront says that they were seen.")

    class Meta:
        ordering = ["rule_key", "hour"]
        constraints = [models.UniqueConstraint(fields=["store", "rule_key", "hour"], name="campaign_hour_once")]
        indexes = [models.Index(fields=["store", "hour"])]

    def __str__(self) -> str:
        return f"{self.rule_key} {self.hour:%Y-%m-%d %H}: {self.served}"


class CampaignCount(models.Model):
    """What a campaign came to so far, and the lists it can count on: what serving steers by."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="campaign_counts")
    rule_key = models.UUIDField()
    delivered = models.PositiveBigIntegerField(default=0)
    seen = models.PositiveBigIntegerField(default=0)
    lists_per_day = models.FloatField(null=True, blank=True, help_text="Expected; empty until a day of lists is known.")
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["store", "rule_key"]
        constraints = [models.UniqueConstraint(fields=["store", "rule_key"], name="campaign_count_once")]

    def __str__(self) -> str:
        return f"{self.rule_key}: {self.delivered}"
