"""Training runs and the model versions they made."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Store


class TrainingRun(models.Model):
    """One training, from request to end. This row is the truth about its progress; Celery only carries."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Running"
        SUCCEEDED = "succeeded", "Finished"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Stopped"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="training_runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=40, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    config = models.JSONField(default=dict, blank=True)
    metrics = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    log_tail = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    lease = models.CharField(max_length=80, blank=True, help_text="The process that works on it.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often a worker took it up.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        permissions = [("start_training", "Can start and stop a training")]
        constraints = [
            models.UniqueConstraint(
                fields=["store"], condition=Q(state__in=["queued", "running"]), name="one_open_run_per_store"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="percent_at_most_100"),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk} {self.get_state_display()}"


class ModelVersion(models.Model):
    """A trained artefact on disk. One per store is the champion that serves."""

    class State(models.TextChoices):
        CHALLENGER = "challenger", "Challenger"
        CHAMPION = "champion", "Champion"
        RETIRED = "retired", "Earlier champion"
        REFUSED = "refused", "Refused"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="model_versions")
    run = models.OneToOneField(
        TrainingRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="model_version"
    )
    name = models.CharField(max_length=80, unique=True, help_text="The artefact's folder.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHALLENGER)
    metrics = models.JSONField(default=dict, blank=True)
    gates = models.JSONField(default=list, blank=True, help_text="What was checked before it may serve.")
    refused_because = models.CharField(max_length=300, blank=True)
    manifest_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    promoted_at = models.DateTimeField(null=True, blank=True)
    promoted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    promotion_reason = models.CharField(max_length=300, blank=True, help_text="Why, where a check had not passed.")
    shadow_since = models.DateTimeField(null=True, blank=True, help_text="Set while it is asked beside the champion.")
    shadow = models.JSONField(default=dict, blank=True, help_text="How its lists differ from the champion's.")

    class Meta:
        ordering = ["-created_at", "-id"]
        permissions = [("promote_model", "Can promote a model and roll back")]
        constraints = [
            models.UniqueConstraint(fields=["store"], condition=Q(state="champion"), name="one_champion_per_store"),
            models.UniqueConstraint(
                fields=["store"], condition=Q(shadow_since__isnull=False), name="one_shadow_per_store"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def open_questions(self) -> list[dict]:
        """The checks that it did not pass, or that could not be made."""
        return [gate for gate in self.gates if gate.get("state") != "passed"]

    @property
    def failed_checks(self) -> list[dict]:
        return [gate for gate in self.gates if gate.get("state") == "failed"]


class ModelPolicy(models.Model):
    """How a store's new models go live. Without a row they wait for a person."""

    store = models.OneToOneField(Store, on_delete=models.CASCADE, related_name="model_policy")
    promotes_itself = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["store"]
        verbose_name_plural = "model policies"

    def __str__(self) -> str:
        return f"{self.store}: {'by itself' if self.promotes_itself else 'a person decides'}"
