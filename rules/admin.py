"""Raw rows of the rules. Versions and their log are read-only: rules are edited on the placement board."""

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin import ReadOnlyAdmin
from rules import models
from rules.services import save_placement


@admin.register(models.Placement)
class PlacementAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "store", "surface", "length", "ranker", "objective"]
    list_filter = ["store"]
    search_fields = ["name", "code"]
    list_select_related = ["store"]

    def save_model(self, request: HttpRequest, obj: models.Placement, form: object, change: bool) -> None:
        """This will log a change as the Studio does."""
        if change:
            save_placement(obj, by=request.user)
        else:
            super().save_model(request, obj, form, change)


@admin.register(models.RuleSet)
class RuleSetAdmin(ReadOnlyAdmin):
    list_display = ["placement", "version", "state", "published_at", "digest"]
    list_filter = ["state", "placement"]
    search_fields = ["digest", "placement__name"]
    list_select_related = ["placement"]


@admin.register(models.Rule)
class RuleAdmin(ReadOnlyAdmin):
    list_display = ["label", "kind", "severity", "ruleset", "enabled", "owner"]
    list_filter = ["kind", "severity"]
    search_fields = ["label", "owner"]
    list_select_related = ["ruleset__placement"]


admin.site.register(
    [
        models.SlotReservation,
        models.Publication,
        models.Waiver,
        models.AuditEntry,
        models.DraftEdit,
        models.Study,
    ],
    ReadOnlyAdmin,
)
# Edited or counted where each change is logged and a stale one refused.
admin.site.register([models.Segment, models.RuleTest, models.CampaignHour, models.CampaignCount], ReadOnlyAdmin)
admin.site.register([models.Experiment, models.Arm])
