"""What merchandisers decide: placements and segments, rule sets and their versions, studies of drafts, experiments."""

from rules.models.campaigns import CampaignCount, CampaignHour
from rules.models.edits import DraftEdit
from rules.models.experiments import Arm, Experiment
from rules.models.placements import DEFAULT_OBJECTIVE, IsMix, Placement, Segment, default_recall_mix
from rules.models.rulesets import AuditEntry, Publication, Rule, RuleSet, SlotReservation, Waiver
from rules.models.studies import RuleTest, Study

__all__ = [
    "Arm",
    "AuditEntry",
    "CampaignCount",
    "CampaignHour",
    "DEFAULT_OBJECTIVE",
    "DraftEdit",
    "Experiment",
    "IsMix",
    "Placement",
    "Publication",
    "Rule",
    "RuleSet",
    "RuleTest",
    "Segment",
    "SlotReservation",
    "Study",
    "Waiver",
    "default_recall_mix",
]
