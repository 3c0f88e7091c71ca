"""Rules in versions: who wrote them, who published them, what they hold, and every change as it was made."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from catalog.models import Store
from rules.models.append_only import AppendOnly
from rules.models.placements import Placement


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
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(
        null=True, blank=True, help_text="When the draft was handed in for approval; an edit takes it back."
    )
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
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until further notice.")
    changed_at = models.DateTimeField(default=timezone.now, help_text="When somebody last decided what it says.")

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
    categories = BigIntegerRangeField(help_text="The category of the product in view, or all.")
    seeds = BigIntegerRangeField(help_text="The product in view, or all.")
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
                    ("categories", RangeOperators.OVERLAPS),
                    ("seeds", RangeOperators.OVERLAPS),
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
    canary = models.JSONField(
        default=dict, blank=True, help_text="Whether preview and shop gave the same lists afterwards; empty: not asked."
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.ruleset_id}"


class Waiver(models.Model):
    """A named person let a version go live although a check did not pass, and said why."""

    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=80, help_text="The check that was waived, as in rule_test:12.")
    label = models.CharField(max_length=300, help_text="What the check said.")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.label


class AuditEntry(models.Model):
    """One write to what merchandisers decide: who, when, before, after. Rows are only ever added."""

    store = models.ForeignKey(
        Store, null=True, blank=True, on_delete=models.CASCADE, related_name="audit_entries",
        help_text="Empty: of the whole installation, as a person's role.",
    )  # fmt: skip
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(max_length=150, help_text="The person's name as it was.")
    action = models.CharField(max_length=40, help_text="As in rule.changed or ruleset.published.")
    subject = models.CharField(
        max_length=20, help_text="rule, ruleset, placement, segment, rule_test, person or store."
    )
    subject_id = models.CharField(max_length=64)
    label = models.CharField(max_length=300, help_text="What it was called.")
    placement = models.CharField(max_length=60, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["store", "-at"]), models.Index(fields=["subject", "subject_id"])]
        constraints = [AppendOnly(name="audit_is_only_added_to", goes_with="store", forgets="by")]

    def __str__(self) -> str:
        return f"{self.action} {self.label}"
