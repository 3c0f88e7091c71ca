"""What is sold, in which category, by which brand, and from which parts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from catalog.models.materials import Material
from catalog.models.stores import Region, Store


class Category(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, help_text='Names from the root, as in "Bags > Totes".')

    class Meta:
        ordering = ["store", "path"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="category_code_per_store"),
            models.UniqueConstraint(fields=["store", "path"], name="category_path_per_store"),
        ]

    def __str__(self) -> str:
        return self.path


class Brand(models.Model):
    class Kind(models.TextChoices):
        HOUSE = "house", "House brand"
        PARTNER = "partner", "Partner brand"
        OTHER = "other", "Other brand"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="brands")
    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)

    class Meta:
        ordering = ["store", "name"]
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="brand_code_per_store")]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "Active"
        ARCHIVED = "archived", "Archived"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="products")
    sku = models.CharField(max_length=80)
    external_id = models.CharField(max_length=80, blank=True, help_text="The shop system's own number of it.")
    gtin = models.CharField(max_length=14, blank=True, help_text="GTIN, UPC, EAN or ISBN.")
    item_group = models.CharField(max_length=80, help_text="Variants of one style share it; a page shows one of them.")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="products")
    price = models.DecimalField(max_digits=12, decimal_places=2, help_text="Regular price in the store's currency.")
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.ACTIVE, help_text="Only active products are shown."
    )
    visible = models.BooleanField(default=True, help_text="Whether an active product may stand in lists.")
    launched_on = models.DateField(null=True, blank=True)
    attributes = models.JSONField(
        default=dict, blank=True, help_text='Further facts as text, as in {"closure": "zip"}.'
    )
    tags = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    image_url = models.CharField(max_length=500, blank=True)
    more_image_urls = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    not_sold_in = models.ManyToManyField(Region, blank=True, related_name="excluded_products")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    source_updated_at = models.DateTimeField(
        null=True, blank=True, help_text="When the shop system changed it; older news about it is left aside."
    )

    class Meta:
        ordering = ["store", "sku"]
        constraints = [
            models.UniqueConstraint(fields=["store", "sku"], name="sku_per_store"),
            models.CheckConstraint(condition=Q(price__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="cost_not_negative"),
        ]
        indexes = [
            models.Index(fields=["store", "visible"]),
            models.Index(fields=["store", "item_group"]),
            models.Index(fields=["store", "external_id"], condition=~Q(external_id=""), name="product_external_id"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sku})"


class ProductLink(models.Model):
    """What the shop itself puts beside a product: upsells, cross-sells, the parts of a set."""

    class Kind(models.TextChoices):
        UPSELL = "upsell", "Upsell"
        CROSS_SELL = "cross_sell", "Cross-sell"
        GROUPED = "grouped", "Part of a set"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="links")
    linked = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        ordering = ["product", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "linked", "kind"], name="product_linked_once"),
            models.CheckConstraint(condition=~Q(product=models.F("linked")), name="product_not_linked_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.kind} {self.linked_id}"


class ProductComponent(models.Model):
    """A part of a product: its material, and how it touches the wearer."""

    class Contact(models.TextChoices):
        POST = "post", "Through a piercing"
        PROLONGED = "prolonged", "Prolonged skin contact"
        INCIDENTAL = "incidental", "Brief or no contact"

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="components")
    part = models.CharField(max_length=40, help_text="body, lining, hardware, post, chain, ...")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="components")
    contact = models.CharField(max_length=12, choices=Contact.choices, default=Contact.INCIDENTAL)
    share_percent = models.FloatField(default=100)

    class Meta:
        ordering = ["product", "-share_percent"]
        constraints = [
            models.UniqueConstraint(fields=["product", "part"], name="part_once_per_product"),
            models.CheckConstraint(condition=Q(share_percent__range=(0, 100)), name="share_within_0_and_100"),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.material_id}"
