"""Raw rows of the catalogue. Prices' past is read-only; published materials are too."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from catalog import models
from catalog.services import touch_every_catalogue


class ReadOnlyAdmin(admin.ModelAdmin):
    """For tables that are logs: they may be looked at, never changed by hand."""

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


@admin.register(models.Product)
class ProductAdmin(CatalogueAdmin):
    list_display = ["sku", "name", "store", "category", "brand", "price", "visible"]
    list_filter = ["store", "visible"]
    list_select_related = ["store", "category", "brand"]
    search_fields = ["sku", "name"]
    raw_id_fields = ["category", "brand"]


@admin.register(models.Material)
class MaterialAdmin(CatalogueAdmin):
    list_display = ["name", "version", "state", "family", "store"]
    list_filter = ["store", "family", "state"]
    search_fields = ["name", "code"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        published = isinstance(obj, models.Material) and obj.state == models.Material.State.PUBLISHED
        return not published and super().has_change_permission(request, obj)


@admin.register(models.StockLevel)
class StockLevelAdmin(admin.ModelAdmin):
    list_display = ["product", "warehouse", "quantity", "sequence", "updated_at"]
    list_select_related = ["product", "warehouse"]
    raw_id_fields = ["product"]
    search_fields = ["product__sku"]


@admin.register(models.TierPrice)
class TierPriceAdmin(admin.ModelAdmin):
    list_display = ["product", "region", "tier", "amount", "valid"]
    list_select_related = ["product", "region", "tier"]
    raw_id_fields = ["product"]
    search_fields = ["product__sku"]


@admin.register(models.ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    list_display = ["name", "prefix", "store", "scopes", "created_at", "revoked_at"]
    readonly_fields = ["prefix", "digest", "store", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # `manage.py issue_key` makes one and shows it once


admin.site.register(models.PriceHistory, ReadOnlyAdmin)
admin.site.register(
    [
        models.Store,
        models.Warehouse,
        models.Region,
        models.RegionWarehouse,
        models.Category,
        models.Brand,
        models.LeatherSpec,
        models.MetalSpec,
        models.PearlSpec,
        models.EnamelSpec,
        models.AlloyComponent,
        models.CoatingLayer,
        models.MembershipTier,
    ],
    CatalogueAdmin,
)


@admin.register(models.ProductComponent)
class ProductComponentAdmin(CatalogueAdmin):
    list_display = ["product", "part", "material", "contact", "share_percent"]
    list_select_related = ["product", "material"]
    raw_id_fields = ["product", "material"]


@admin.register(models.AllergenEvidence)
class AllergenEvidenceAdmin(CatalogueAdmin):
    list_display = ["material", "allergen", "measure", "value", "below", "method", "tested_on", "expires_on"]
    list_filter = ["allergen", "measure"]
    list_select_related = ["material"]
