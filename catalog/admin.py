"""Raw rows of the catalogue. Logs, past prices and published materials are read-only; lists follow a change at once."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog import models
from catalog.material_versions import MaterialError, NotPublishable, publish_material, start_draft
from catalog.services import touch_catalogue, touch_every_catalogue


class ReadOnlyAdmin(admin.ModelAdmin):
    """For tables that are logs: they may be looked at, never changed by hand."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class CatalogueAdmin(admin.ModelAdmin):
    """For tables that lists are made from: every change reaches the running shop at once."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        touch_every_catalogue()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        touch_every_catalogue()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        touch_every_catalogue()


@admin.register(models.Store)
class StoreAdmin(CatalogueAdmin):
    list_display = ["name", "code", "currency", "default_region", "stock_trusted_minutes", "publishes_member_prices"]
    list_select_related = ["default_region"]
    search_fields = ["name", "code"]
    readonly_fields = ["catalogue_revision", "created_at"]


class ServingInline(admin.TabularInline):
    model = models.RegionWarehouse
    extra = 0


@admin.register(models.Region)
class RegionAdmin(CatalogueAdmin):
    list_display = ["name", "code", "store", "currency"]
    list_filter = ["store", "currency"]
    list_select_related = ["store"]
    search_fields = ["name", "code"]
    inlines = [ServingInline]


@admin.register(models.Warehouse)
class WarehouseAdmin(CatalogueAdmin):
    list_display = ["name", "code", "store", "city", "continent", "heard_at"]
    list_filter = ["store", "continent"]
    list_select_related = ["store"]
    search_fields = ["name", "code", "city"]
    readonly_fields = ["heard_at"]


@admin.register(models.RegionWarehouse)
class RegionWarehouseAdmin(CatalogueAdmin):
    list_display = ["region", "rank", "warehouse"]
    list_filter = ["region__store"]
    list_select_related = ["region", "warehouse"]
    search_fields = ["region__code", "warehouse__code"]


@admin.register(models.MembershipTier)
class MembershipTierAdmin(CatalogueAdmin):
    list_display = ["name", "code", "store", "rank", "discount_percent", "minimum_spend"]
    list_filter = ["store"]
    list_select_related = ["store"]
    search_fields = ["name", "code"]


@admin.register(models.Category)
class CategoryAdmin(CatalogueAdmin):
    list_display = ["path", "code", "store"]
    list_filter = ["store"]
    list_select_related = ["store"]
    search_fields = ["path", "code"]
    raw_id_fields = ["parent"]


@admin.register(models.Brand)
class BrandAdmin(CatalogueAdmin):
    list_display = ["name", "code", "kind", "store"]
    list_filter = ["store", "kind"]
    list_select_related = ["store"]
    search_fields = ["name", "code"]


class ComponentInline(admin.TabularInline):
    model = models.ProductComponent
    raw_id_fields = ["material"]
    extra = 0


@admin.register(models.Product)
class ProductAdmin(CatalogueAdmin):
    list_display = ["sku", "name", "store", "category", "brand", "price", "status", "visible"]
    list_filter = ["store", "status", "visible"]
    list_select_related = ["store", "category", "brand"]
    search_fields = ["sku", "name", "gtin", "external_id"]
    raw_id_fields = ["category", "brand"]
    readonly_fields = ["created_at", "updated_at", "source_updated_at"]
    inlines = [ComponentInline]
    show_full_result_count = False


@admin.register(models.ProductComponent)
class ProductComponentAdmin(CatalogueAdmin):
    list_display = ["product", "part", "material", "contact", "share_percent"]
    list_filter = ["product__store", "contact"]
    list_select_related = ["product", "material"]
    raw_id_fields = ["product", "material"]
    search_fields = ["product__sku", "material__code", "part"]
    show_full_result_count = False


@admin.register(models.ProductLink)
class ProductLinkAdmin(CatalogueAdmin):
    list_display = ["product", "kind", "linked"]
    list_filter = ["product__store", "kind"]
    list_select_related = ["product", "linked"]
    raw_id_fields = ["product", "linked"]
    search_fields = ["product__sku", "linked__sku"]
    show_full_result_count = False


class OfDraft:
    """For parts of a material: they change with a draft and never with a published version."""

    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not _is_fixed(obj) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not _is_fixed(obj) and super().has_add_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not _is_fixed(obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]


def _is_fixed(material: Model | None) -> bool:
    return isinstance(material, models.Material) and material.state != models.Material.State.DRAFT


class LeatherInline(OfDraft, admin.StackedInline):
    model = models.LeatherSpec


class MetalInline(OfDraft, admin.StackedInline):
    model = models.MetalSpec


class PearlInline(OfDraft, admin.StackedInline):
    model = models.PearlSpec


class EnamelInline(OfDraft, admin.StackedInline):
    model = models.EnamelSpec
    fk_name = "material"
    raw_id_fields = ["base_metal"]


class TextileInline(OfDraft, admin.StackedInline):
    model = models.TextileSpec


class AlloyInline(OfDraft, admin.TabularInline):
    model = models.AlloyComponent


class CoatingInline(OfDraft, admin.TabularInline):
    model = models.CoatingLayer


class FibreInline(OfDraft, admin.TabularInline):
    model = models.FibreShare


class EvidenceInline(OfDraft, admin.TabularInline):
    model = models.AllergenEvidence


@admin.register(models.Material)
class MaterialAdmin(CatalogueAdmin):
    """A published version is looked at; its next version starts as a draft and is published by the action."""

    list_display = ["name", "code", "version", "state", "family", "store", "published_at"]
    list_filter = ["store", "family", "state"]
    list_select_related = ["store"]
    search_fields = ["name", "code"]
    readonly_fields = ["version", "state", "published_at", "published_by", "look_digest"]
    actions = ["start_drafts", "publish_drafts"]
    inlines = [
        LeatherInline,
        MetalInline,
        PearlInline,
        EnamelInline,
        TextileInline,
        AlloyInline,
        CoatingInline,
        FibreInline,
        EvidenceInline,
    ]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not _is_fixed(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not _is_fixed(obj) and super().has_delete_permission(request, obj)

    @admin.action(description="Start a draft of the next version", permissions=["change"])
    def start_drafts(self, request: HttpRequest, queryset: QuerySet[models.Material]) -> None:
        for material in queryset.filter(state=models.Material.State.PUBLISHED):
            draft = start_draft(material)
            self.message_user(request, f"{draft} is a draft now. Open it, change it, then publish it.")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.publish_material")

    @admin.action(description="Publish drafts", permissions=["publish"])
    def publish_drafts(self, request: HttpRequest, queryset: QuerySet[models.Material]) -> None:
        for material in queryset:
            try:
                publish_material(material, by=request.user, now=timezone.now())
            except (NotPublishable, MaterialError) as error:
                self.message_user(request, str(error), level=messages.ERROR)
            else:
                touch_catalogue(material.store)
                self.message_user(request, f"{material} is published.")


class PartOfMaterialAdmin(ReadOnlyAdmin):
    """Parts of materials are changed in the draft of their material."""

    list_select_related = ["material"]
    search_fields = ["material__code", "material__name"]


@admin.register(models.AllergenEvidence)
class AllergenEvidenceAdmin(PartOfMaterialAdmin):
    list_display = ["material", "allergen", "measure", "value", "below", "method", "tested_on", "expires_on"]
    list_filter = ["material__store", "allergen", "measure"]
    search_fields = ["material__code", "laboratory", "report"]


@admin.register(models.AlloyComponent)
class AlloyComponentAdmin(PartOfMaterialAdmin):
    list_display = ["material", "element", "min_percent", "max_percent"]
    list_filter = ["element"]


@admin.register(models.CoatingLayer)
class CoatingLayerAdmin(PartOfMaterialAdmin):
    list_display = ["material", "order", "metal", "thickness_um", "process"]
    list_filter = ["metal"]


@admin.register(models.FibreShare)
class FibreShareAdmin(PartOfMaterialAdmin):
    list_display = ["material", "fibre", "percent"]
    list_filter = ["fibre"]


admin.site.register(
    [models.LeatherSpec, models.MetalSpec, models.PearlSpec, models.EnamelSpec, models.TextileSpec],
    PartOfMaterialAdmin,
)


@admin.register(models.StockLevel)
class StockLevelAdmin(ReadOnlyAdmin):
    """What feeds said. It is changed by a feed or the API, which keep its sequence."""

    list_display = ["product", "warehouse", "quantity", "counted", "counted_sequence", "updated_at"]
    list_filter = ["warehouse__store", "warehouse"]
    list_select_related = ["product", "warehouse"]
    search_fields = ["product__sku"]


@admin.register(models.StockMovement)
class StockMovementAdmin(ReadOnlyAdmin):
    list_display = ["product", "warehouse", "sequence", "delta", "received_at"]
    list_filter = ["warehouse__store", "warehouse"]
    list_select_related = ["product", "warehouse"]
    search_fields = ["product__sku"]


@admin.register(models.TierPrice)
class TierPriceAdmin(ReadOnlyAdmin):
    """Prices are changed by a feed or the API, which note their past."""

    list_display = ["product", "region", "tier", "amount", "valid"]
    list_filter = ["region__store", "region", "tier"]
    list_select_related = ["product", "region", "tier"]
    search_fields = ["product__sku"]


@admin.register(models.PriceHistory)
class PriceHistoryAdmin(ReadOnlyAdmin):
    list_display = ["product", "region", "tier", "amount", "since"]
    list_filter = ["region", "tier"]
    list_select_related = ["product", "region", "tier"]
    search_fields = ["product__sku"]


@admin.register(models.ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    list_display = ["name", "prefix", "store", "scopes", "created_at", "revoked_at"]
    list_filter = ["store"]
    list_select_related = ["store"]
    search_fields = ["name", "prefix"]
    readonly_fields = ["prefix", "digest", "store", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # the settings make one and show it once


@admin.register(models.SigningSecret)
class SigningSecretAdmin(ReadOnlyAdmin):
    """Only that there is one and since when; the secret stays sealed."""

    list_display = ["name", "store", "created_at", "revoked_at"]
    list_filter = ["store"]
    list_select_related = ["store"]
    search_fields = ["name"]
    exclude = ["sealed"]


@admin.register(models.WooCommerceShop)
class WooCommerceShopAdmin(ReadOnlyAdmin):
    """Connected in the Studio, which checks the address; what a pull does is its own affair. Keys stay sealed."""

    list_display = ["name", "store", "url", "is_active", "state", "last_finished_at", "last_full_at"]
    list_filter = ["store", "state", "is_active"]
    list_select_related = ["store"]
    search_fields = ["name", "url"]
    exclude = ["sealed_key", "sealed_secret"]


@admin.register(models.PulledProduct)
class PulledProductAdmin(ReadOnlyAdmin):
    list_display = ["external_id", "shop", "style", "seen_in", "gone_at"]
    list_filter = ["shop"]
    list_select_related = ["shop"]
    search_fields = ["external_id", "style"]


@admin.register(models.IdempotentCall)
class IdempotentCallAdmin(ReadOnlyAdmin):
    list_display = ["name", "key", "status", "created_at"]
    list_select_related = ["key"]
    search_fields = ["name"]
    exclude = ["answer"]


@admin.register(models.FeedImport)
class FeedImportAdmin(ReadOnlyAdmin):
    list_display = ["file_name", "store", "format", "state", "rows_done", "rows_total", "uploaded_by", "created_at"]
    list_filter = ["store", "state", "format"]
    list_select_related = ["store", "uploaded_by"]
    search_fields = ["file_name"]


@admin.register(models.FeedRowError)
class FeedRowErrorAdmin(ReadOnlyAdmin):
    list_display = ["feed_import", "row", "column", "value", "reason", "remedy"]
    list_select_related = ["feed_import"]
    search_fields = ["reason", "value"]
