"""Raw rows of what happened. Logs are read-only; what shoppers avoid is not shown at all."""

from django.contrib import admin

from catalog.admin import ReadOnlyAdmin
from events import models


@admin.register(models.Customer)
class CustomerAdmin(ReadOnlyAdmin):
    list_display = ["pseudonym", "store", "tier", "region", "personalise", "joined_at"]
    list_filter = ["store", "tier", "personalise"]
    list_select_related = ["store", "tier", "region"]
    search_fields = ["pseudonym"]


@admin.register(models.TierChange)
class TierChangeAdmin(ReadOnlyAdmin):
    list_display = ["customer", "tier", "since", "source"]
    list_filter = ["tier"]
    list_select_related = ["customer", "tier"]
    search_fields = ["customer__pseudonym"]


@admin.register(models.Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Whether personal lists are allowed. Consents to keep avoidances are health data and not listed."""

    list_display = ["customer", "purpose", "granted", "at", "source"]
    list_filter = ["granted"]
    list_select_related = ["customer"]
    search_fields = ["customer__pseudonym"]

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).exclude(purpose=models.Consent.Purpose.AVOIDANCES)


@admin.register(models.Avoidance)
class AvoidanceAdmin(ReadOnlyAdmin):
    """Only that there is a record and since when; its content stays sealed."""

    list_display = ["customer", "consented_at"]
    exclude = ["sealed"]


@admin.register(models.Visit)
class VisitAdmin(ReadOnlyAdmin):
    list_display = ["session", "store", "customer", "region", "started_at", "is_bot"]
    list_filter = ["store", "is_bot"]
    list_select_related = ["store", "customer", "region"]
    search_fields = ["session"]


@admin.register(models.RankedList)
class RankedListAdmin(ReadOnlyAdmin):
    list_display = ["request_id", "store", "placement", "at", "model", "explored", "short"]
    list_filter = ["store", "placement", "explored", "short"]
    list_select_related = ["store"]
    search_fields = ["request_id"]


@admin.register(models.Interaction)
class InteractionAdmin(ReadOnlyAdmin):
    list_display = ["kind", "at", "store", "product", "customer", "is_bot"]
    list_filter = ["store", "kind", "is_bot"]
    list_select_related = ["store", "product", "customer"]
    search_fields = ["event_id", "product__sku", "session"]


@admin.register(models.EventReceipt)
class EventReceiptAdmin(ReadOnlyAdmin):
    list_display = ["event_id", "store", "received_at"]
    list_filter = ["store"]
    list_select_related = ["store"]
    search_fields = ["event_id"]


@admin.register(models.RejectedEvent)
class RejectedEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "store", "name", "event_id", "errors"]
    list_filter = ["store", "name"]
    list_select_related = ["store"]
    search_fields = ["event_id", "name"]


@admin.register(models.UnknownField)
class UnknownFieldAdmin(ReadOnlyAdmin):
    list_display = ["store", "event", "field", "count", "last_seen"]
    list_filter = ["store", "event"]
    list_select_related = ["store"]
    search_fields = ["field"]


class OrderLineInline(admin.TabularInline):
    model = models.OrderLine
    raw_id_fields = ["product"]
    extra = 0


@admin.register(models.Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ["number", "store", "at", "customer", "region", "currency", "cancelled_at"]
    list_filter = ["store", "region"]
    list_select_related = ["store", "customer", "region"]
    search_fields = ["number"]
    inlines = [OrderLineInline]


@admin.register(models.OrderLine)
class OrderLineAdmin(ReadOnlyAdmin):
    list_display = ["order", "product", "quantity", "unit_price"]
    list_select_related = ["order", "product"]
    search_fields = ["order__number", "product__sku"]


@admin.register(models.Return)
class ReturnAdmin(ReadOnlyAdmin):
    list_display = ["line", "at", "quantity", "reason", "is_about_material", "reference"]
    list_filter = ["reason", "is_about_material"]
    list_select_related = ["line"]
    search_fields = ["line__order__number", "line__product__sku", "reference"]


@admin.register(models.Rating)
class RatingAdmin(ReadOnlyAdmin):
    list_display = ["customer", "product", "stars", "at"]
    list_filter = ["stars"]
    list_select_related = ["customer", "product"]
    search_fields = ["product__sku"]


@admin.register(models.WebhookSource)
class WebhookSourceAdmin(ReadOnlyAdmin):
    """Secrets stay sealed; sources are made and changed on the page Integrations."""

    list_display = ["name", "store", "system", "warehouse_code", "is_active", "created_at"]
    list_filter = ["store", "system", "is_active"]
    list_select_related = ["store"]
    search_fields = ["name"]
    exclude = ["sealed_secret", "sealed_next_secret", "token"]


@admin.register(models.WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    list_display = ["delivery_id", "source", "topic", "state", "attempts", "repeats", "received_at", "message"]
    list_filter = ["source", "state", "topic"]
    list_select_related = ["source"]
    search_fields = ["delivery_id", "topic"]
