"""Questions about a draft that take a while to answer: can its rules hold, do its tests pass, what would it change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from rules.models.placements import Placement
from rules.models.rulesets import RuleSet


class RuleTest(models.Model):
    """What a merchandiser expects of every list, as in: for Nora (nickel) no nickel in 50 lists."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="rule_tests")
    name = models.CharField(max_length=120)
    expectation = models.JSONField(default=dict)
    lists = models.PositiveSmallIntegerField(default=50)
    owner = models.CharField(max_length=80)
    revision = models.PositiveIntegerField(default=1, help_text="Grows with every edit; a stale edit is refused.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["placement", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(lists__range=(1, 500)), name="rule_test_asks_1_to_500_lists"),
        ]

    def __str__(self) -> str:
        return self.name


class Study(models.Model):
    """One question about one state of a version, worked on in the background. The row is the truth about it."""

    class Kind(models.TextChoices):
        FEASIBILITY = "feasibility", "Feasibility report"
        RULE_TESTS = "rule_tests", "Rule tests"
        REPLAY = "replay", "Replay"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="studies")
    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="studies")
    revision = models.PositiveIntegerField(help_text="State of the version that was studied.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the rules that were studied.")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    params = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True, help_text="What is being done, or what went wrong.")
    sample = models.JSONField(default=list, blank=True, help_text="What was asked, enough to ask it again.")
    result = models.JSONField(default=dict, blank=True)
    stop_requested = models.BooleanField(default=False)
    restarts = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "studies"
        constraints = [
            models.UniqueConstraint(
                fields=["ruleset", "kind"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_open_study_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of version {self.ruleset_id}"
