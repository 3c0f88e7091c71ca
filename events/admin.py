"""Raw rows of what happened. Logs are read-only; what shoppers avoid is not shown at all."""

from django.contrib import admin

from catalog.admin import ReadOnlyAdmin
from events import models


@admin.register(models.Customer)
class CustomerAdmin(ReadOnlyAdmin):
    list_display = ["pseudonym", "store", "tier", "region", "personalise", "joined_at"]
    list_filter = ["store", "tier"]
    list_select_related = ["store", "tier", "region"]
    search_fields = ["pseudonym"]


@admin.register(models.RankedList)
class RankedListAdmin(ReadOnlyAdmin):
    list_display = ["request_id", "store", "placement", "at", "model", "explored", "short"]
    list_filter = ["store", "placement", "explored", "short"]
    list_select_related = ["store"]
    show_full_result_count = False


@admin.register(models.Interaction)
class InteractionAdmin(ReadOnlyAdmin):
    list_display = ["kind", "at", "store", "product", "customer"]
    list_filter = ["store", "kind"]
    list_select_related = ["store", "product", "customer"]
    show_full_result_count = False


@admin.register(models.Avoidance)
class AvoidanceAdmin(ReadOnlyAdmin):
    """Only that there is a record and since when; its content stays sealed."""

    list_display = ["customer", "consented_at"]
    exclude = ["sealed"]


admin.site.register(
    [models.Consent, models.Visit, models.Order, models.OrderLine, models.Return, models.Rating], ReadOnlyAdmin
)
