"""What merchandisers decide: placements, rule sets and their versions, experiments."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from catalog.models import Brand, Store

DEFAULT_OBJECTIVE = "conversion"


class IsMix(Func):
    """This will test that a recall mix is an object of shares from 0, of which one is larger.

    Which channels there are is ranking's to say; that the value has the right form is the database's.
    """

    output_field = models.BooleanField()
    template = (
        'jsonb_path_exists(%(expressions)s, \'$ ? (@.type() == "object" && exists(@.* ? (@ > 0)) '
        '&& !exists(@.* ? (@.type() != "number" || @ < 0)))\')'
    )


def default_recall_mix() -> dict[str, float]:
    return {"hot": 2, "vector": 4, "graph": 3, "complement": 2}


class Placement(models.Model):
    """A place in the storefront that shows a ranked list."""

    class Surface(models.TextChoices):
        HOME = "home", "Home page"
        PRODUCT = "product", "Product page"
        CART = "cart", "Cart"
        LIST = "list", "Category list"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="placements")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    surface = models.CharField(max_length=10, choices=Surface.choices, default=Surface.HOME)
    length = models.PositiveSmallIntegerField(default=12, help_text="Products on the page.")
    candidates = models.PositiveSmallIntegerField(default=300, help_text="Products that recall hands to the ranker.")
    ranker = models.CharField(max_length=20, default="logistic")
    objective = models.CharField(max_length=20, default=DEFAULT_OBJECTIVE)
    recall_mix = models.JSONField(default=default_recall_mix, help_text="Share of each recall channel.")
    exclude_bought = models.BooleanField(default=False, help_text="Leave out what the shopper already bought.")
    exploration_share = models.FloatField(
        default=0.05, help_text="Share of requests in which one pair of neighbours may be swapped, to learn from."
    )

    class Meta:
        ordering = ["store", "name"]
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="placement_code_per_store"),
            models.CheckConstraint(condition=Q(length__range=(1, 100)), name="placement_length_1_to_100"),
            models.CheckConstraint(condition=Q(candidates__range=(10, 2000)), name="placement_candidates_10_to_2000"),
            models.CheckConstraint(condition=Q(exploration_share__range=(0, 0.5)), name="exploration_at_most_half"),
            models.CheckConstraint(
                condition=IsMix("recall_mix"),
                name="recall_mix_of_shares",
                violation_error_message='Give each channel a number from 0, one of them more, as in {"hot": 2}.',
            ),
        ]

    def __str__(self) -> str:
        return f"{self.store_id} {self.name}"


class RuleSet(models.Model):
    """One version of a placement's rules. Once published it never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Live"
        SUPERSEDED = "superseded", "Earlier version"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="rulesets")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the rules, set when published.")
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revision = models.PositiveIntegerField(default=1, help_text="Grows with every edit; a stale edit is refused.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["placement", "-version"]
        permissions = [("publish_ruleset", "Can publish and roll back rules")]
        constraints = [
            models.UniqueConstraint(fields=["placement", "version"], name="version_once_per_placement"),
            models.UniqueConstraint(fields=["placement"], condition=Q(state="draft"), name="one_draft_per_placement"),
            models.UniqueConstraint(fields=["placement"], condition=Q(state="published"), name="one_live_ruleset"),
        ]

    def __str__(self) -> str:
        return f"Version {self.version} ({self.get_state_display()})"


class Rule(models.Model):
    """One rule of one version. `key` stays the same from version to version."""

    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    key = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    severity = models.CharField(max_length=10, default="taste")
    scope = models.JSONField(default=dict, blank=True, help_text="tiers, regions, segments, categories; empty: all.")
    order = models.PositiveSmallIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    owner = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ruleset", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ruleset", "key"], name="rule_once_per_version"),
            models.CheckConstraint(
                condition=Q(severity__in=["safety", "contract", "taste"]), name="rule_severity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="rule_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SlotReservation(models.Model):
    """What a live slot rule holds. Two of them can never hold one position at one time for one shopper."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="reservations")
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="reservations")
    position = models.PositiveSmallIntegerField()
    tiers = BigIntegerRangeField(help_text="A tier's id, or all.")
    regions = BigIntegerRangeField(help_text="A region's id, or all.")
    audience = IntegerRangeField(help_text="One number per combination of segments and categories, or all.")
    during = DateTimeRangeField()

    class Meta:
        ordering = ["placement", "position"]
        constraints = [
            ExclusionConstraint(
                name="one_live_rule_per_slot",
                expressions=[
                    (Func(F("placement"), F("placement"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("position"), F("position"), Value("[]"), function="int4range"), RangeOperators.OVERLAPS),
                    ("tiers", RangeOperators.OVERLAPS),
                    ("regions", RangeOperators.OVERLAPS),
                    ("audience", RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"Slot {self.position}"


class Publication(models.Model):
    """Who put which version live, when, and what it changed, in plain sentences."""

    class Action(models.TextChoices):
        PUBLISH = "publish", "Published"
        ROLLBACK = "rollback", "Rolled back"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="publications")
    ruleset = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="publications")
    action = models.CharField(max_length=10, choices=Action.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    changes = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.ruleset_id}"


class Segment(models.Model):
    """A named group of shoppers, by a condition over tier, region and behaviour."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="segments")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    condition = models.JSONField(default=dict)

    class Meta:
        ordering = ["store", "name"]
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="segment_code_per_store")]

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """A promise to a partner: so many impressions between two dates."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="campaigns")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=120)
    impressions = models.PositiveIntegerField()
    share_limit = models.FloatField(default=0.25)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["placement", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="campaign_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(share_limit__range=(0, 1)), name="campaign_share_0_to_1"),
        ]

    def __str__(self) -> str:
        return self.name


class RuleTest(models.Model):
    """What a merchandiser expects of every list, as in: for Nora (nickel) no nickel in 50 lists."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="rule_tests")
    name = models.CharField(max_length=120)
    expectation = models.JSONField(default=dict)
    lists = models.PositiveSmallIntegerField(default=50)
    owner = models.CharField(max_length=80)

    class Meta:
        ordering = ["placement", "name"]

    def __str__(self) -> str:
        return self.name


class Experiment(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        RUNNING = "running", "Running"
        STOPPED = "stopped", "Stopped"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="experiments")
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    salt = models.UUIDField(default=uuid.uuid4)
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["placement", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state="running"), name="one_running_experiment_per_placement"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Arm(models.Model):
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    code = models.SlugField(max_length=40)
    share = models.FloatField()
    ruleset = models.ForeignKey(RuleSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["experiment", "code"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "code"], name="arm_code_per_experiment"),
            models.CheckConstraint(condition=Q(share__range=(0, 1)), name="arm_share_0_to_1"),
        ]

    def __str__(self) -> str:
        return self.code
