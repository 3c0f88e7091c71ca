"""The tables of the made shop as a service of its own would see them: Django models that own nothing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Brand(models.Model):
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()

    class Meta:
        app_label, db_table, managed = "peers", "catalog_brand", False


class Category(models.Model):
    code = models.TextField()

    class Meta:
        app_label, db_table, managed = "peers", "catalog_category", False


class Product(models.Model):
    store_id = models.BigIntegerField()
    sku = models.TextField()
    item_group = models.TextField()
    name = models.TextField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    brand = models.ForeignKey(Brand, on_delete=models.DO_NOTHING)
    category = models.ForeignKey(Category, on_delete=models.DO_NOTHING)
    visible = models.BooleanField()
    status = models.TextField()
    launched_on = models.DateField(null=True)
    image_url = models.TextField()

    class Meta:
        app_label, db_table, managed = "peers", "catalog_product", False


class StockLevel(models.Model):
    product = models.ForeignKey(Product, on_delete=models.DO_NOTHING, related_name="stock")
    quantity = models.IntegerField()

    class Meta:
        app_label, db_table, managed = "peers", "catalog_stocklevel", False


class Customer(models.Model):
    store_id = models.BigIntegerField()
    pseudonym = models.TextField()
    tier_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)

    class Meta:
        app_label, db_table, managed = "peers", "events_customer", False


class Interaction(models.Model):
    store_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, related_name="deeds")
    product_id = models.BigIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "peers", "events_interaction", False


class RankedList(models.Model):
    request_id = models.UUIDField()
    store_id = models.BigIntegerField()
    at = models.DateTimeField()
    placement = models.TextField()
    customer_id = models.BigIntegerField(null=True)
    session = models.TextField(default="")
    region = models.TextField(default="")
    tier = models.TextField(default="")
    seed_ids = ArrayField(models.BigIntegerField(), default=list)
    ruleset = models.TextField(default="")
    model = models.TextField(default="")
    arm = models.TextField(default="")
    random_seed = models.BigIntegerField(default=0)
    explored = models.BooleanField(default=False)
    fallback = ArrayField(models.TextField(), default=list)
    relaxed = models.JSONField(default=list)
    short = models.BooleanField(default=False)
    latency_ms = models.FloatField(default=0)
    product_ids = ArrayField(models.BigIntegerField())
    scores = ArrayField(models.FloatField())
    propensities = ArrayField(models.FloatField())
    alternatives = models.JSONField(default=list)
    slots = ArrayField(models.TextField(), default=list)
    reasons = ArrayField(models.TextField(), default=list)
    prices = ArrayField(models.FloatField())
    stocks = ArrayField(models.IntegerField(null=True), default=list)
    margins = ArrayField(models.FloatField(null=True), default=list)
    candidate_ids = ArrayField(models.BigIntegerField(), default=list)
    candidate_scores = ArrayField(models.FloatField(), default=list)

    class Meta:
        app_label, db_table, managed = "peers", "events_rankedlist", False
