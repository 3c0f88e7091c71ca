"""Traffic splits between versions of rules."""

import uuid

from django.db import models
from django.db.models import Q

from rules.models.placements import Placement
from rules.models.rulesets import RuleSet


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
