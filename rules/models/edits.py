"""What people did to a draft, one edit a row, so that it can be taken back and told to the next editor."""

from django.conf import settings
from django.db import models

from rules.models.rulesets import RuleSet


class DraftEdit(models.Model):
    """One edit of a draft: the rules it touched as they were and as they are since. It goes with its draft."""

    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField(help_text="Of the draft once the edit was made.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    said = models.CharField(max_length=300, help_text="What was done, in one sentence.")
    before = models.JSONField(default=dict, help_text="Key of a rule -> its fields, or null where there was none.")
    after = models.JSONField(default=dict)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["ruleset", "id"]

    def __str__(self) -> str:
        return self.said
