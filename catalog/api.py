"""What a shop's other systems call: products, prices and stock in bulk."""

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.bulk import MOST_ROWS, answer, catalogue_etag, write_product_calls
from catalog.bulk_rows import read_price, read_product, read_stock
from catalog.limits import KeyThrottle
from catalog.models import Product, ProductComponent, ProductLink
from catalog.outcomes import STATES
from catalog.prices import write_prices
from catalog.product_pages import product_page
from catalog.stock import apply_stock

HEADERS = [
    OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="The same key: done once."),
    OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="Only if the catalogue is still at this."),
]


class Component(serializers.Serializer):
    part = serializers.CharField(max_length=40)
    material = serializers.CharField(max_length=80, help_text="Code of a published material.")
    contact = serializers.ChoiceField(choices=ProductComponent.Contact.choices, default="incidental")
    share_percent = serializers.FloatField(min_value=0, max_value=100, default=100)


class Link(serializers.Serializer):
    kind = serializers.ChoiceField(choices=ProductLink.Kind.choices)
    sku = serializers.CharField(max_length=80)


class ProductFields(serializers.Serializer):
    """A product. Of one that is there, only the fields that are sent are written."""

    sku = serializers.CharField(max_length=80)
    name = serializers.CharField(max_length=200, required=False)
    category = serializers.CharField(max_length=400, required=False, help_text="Code, or path such as Bags > Totes.")
    brand = serializers.CharField(max_length=120, required=False, help_text="Code, or name.")
    price = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    cost = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True)
    item_group = serializers.CharField(max_length=80, required=False)
    description = serializers.CharField(required=False)
    status = serializers.ChoiceField(choices=Product.Status.choices, required=False)
    visible = serializers.BooleanField(required=False)
    launched_on = serializers.DateField(required=False, allow_null=True)
    attributes = serializers.DictField(child=serializers.CharField(), required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=80), required=False)
    image_url = serializers.CharField(max_length=500, required=False)
    more_image_urls = serializers.ListField(child=serializers.CharField(max_length=500), required=False)
    gtin = serializers.CharField(max_length=14, required=False)
    external_id = serializers.CharField(max_length=80, required=False)
    not_sold_in = serializers.ListField(child=serializers.CharField(), required=False, help_text="Codes of regions.")
    components = Component(many=True, required=False)
    links = Link(many=True, required=False)
    source_updated_at = serializers.DateTimeField(required=False, allow_null=True)
    etag = serializers.CharField(required=False, help_text="Of the version that the change builds on.")


class ProductRead(ProductFields):
    """A product as it is."""

    updated_at = serializers.DateTimeField()


class PriceFields(serializers.Serializer):
    """What a tier pays in a region, or in every region of a currency."""

    sku = serializers.CharField(max_length=80)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    region = serializers.CharField(max_length=20, required=False, help_text="Or `currency`.")
    currency = serializers.CharField(max_length=3, required=False)
    tier = serializers.CharField(max_length=20, required=False, help_text="Without: the regular price.")
    valid_from = serializers.DateTimeField(required=False, allow_null=True)
    valid_until = serializers.DateTimeField(required=False, allow_null=True)


class StockFields(serializers.Serializer):
    """A count, or a movement."""

    sku = serializers.CharField(max_length=80)
    warehouse = serializers.CharField(max_length=40, help_text="Code.")
    quantity = serializers.IntegerField(required=False, help_text="What is there. Either this or `delta`.")
    delta = serializers.IntegerField(required=False, help_text="What came, or went if below 0.")
    sequence = serializers.IntegerField(
        min_value=1, required=False, allow_null=True, help_text="The sender's number, growing by product and warehouse."
    )


class ProductsIn(serializers.Serializer):
    rows = ProductFields(many=True, max_length=MOST_ROWS)


class PricesIn(serializers.Serializer):
    rows = PriceFields(many=True, max_length=MOST_ROWS)


class StockIn(serializers.Serializer):
    rows = StockFields(many=True, max_length=MOST_ROWS)


class RowOut(serializers.Serializer):
    sku = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    error = serializers.CharField(required=False, help_text="What is wrong with the row and what to do.")


class RowsOut(serializers.Serializer):
    """What became of the rows: how many, and each in the order in which it was sent."""

    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    outdated = serializers.IntegerField(help_text="Rows that are older than what is known.")
    rejected = serializers.IntegerField(help_text="Rows that cannot be used; the others are written.")
    results = RowOut(many=True)
    etag = serializers.CharField(help_text="The catalogue's after this call, for If-Match.")


class ProductsOut(serializers.Serializer):
    rows = ProductRead(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page; null at the end.")
    etag = serializers.CharField(help_text="The catalogue's, for If-Match; the same as the header ETag.")


class PageWish(serializers.Serializer):
    """Which products to read."""

    cursor = serializers.RegexField(r"^[0-9]{1,18}$", required=False, help_text="`next` of the page before.")
    limit = serializers.IntegerField(min_value=1, max_value=MOST_ROWS, default=100)
    sku = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=200, required=False, help_text="Only these; repeatable."
    )


class ProductsView(APIView):
    """Read products, and create or change up to 1,000 a call."""

    scope = "catalogue"
    throttle_classes = [KeyThrottle]

    @extend_schema(operation_id="readProducts", parameters=[PageWish], responses={200: ProductsOut})
    def get(self, request: Request) -> HttpResponse:
        """Read products, page by page, or those that are named."""
        wish = PageWish(data=request.query_params)
        wish.is_valid(raise_exception=True)
        asked, caller = wish.validated_data, request.user
        etag = catalogue_etag(caller.store)  # before the rows: what changes in between is then seen as a change
        page = product_page(
            caller.store, after=int(asked.get("cursor", 0)), limit=asked["limit"], skus=asked.get("sku", ())
        )
        body = orjson.dumps({"rows": page.rows, "next": page.next or None, "etag": etag})
        return HttpResponse(body, content_type="application/json", headers={"ETag": etag})

    @extend_schema(
        operation_id="writeProducts",
        request=ProductsIn,
        responses={200: RowsOut},
        parameters=HEADERS,
        examples=[
            OpenApiExample(
                "A new price for one, a new product",
                value={
                    "rows": [
                        {"sku": "TOTE-01", "price": "395.00"},
                        {
                            "sku": "TOTE-09",
                            "name": "Woven Tote",
                            "category": "Bags > Totes",
                            "brand": "Aurelia",
                            "price": "450.00",
                            "cost": "160.00",
                        },
                    ]
                },
                request_only=True,
            )
        ],
    )
    def put(self, request: Request) -> HttpResponse:
        """Create and change products, up to 1,000 a call. The same call again changes nothing."""
        return answer(request, read=read_product, write=write_product_calls)


class PricesView(APIView):
    """Set what tiers pay, up to 1,000 prices a call."""

    scope = "catalogue"
    throttle_classes = [KeyThrottle]

    @extend_schema(
        operation_id="writePrices",
        request=PricesIn,
        responses={200: RowsOut},
        parameters=HEADERS,
        examples=[
            OpenApiExample(
                "What gold members pay in Europe",
                value={"rows": [{"sku": "TOTE-01", "region": "eu", "tier": "gold", "amount": "355.00"}]},
                request_only=True,
            )
        ],
    )
    def put(self, request: Request) -> HttpResponse:
        return answer(request, read=read_price, write=write_prices)


class StockView(APIView):
    """Send counts and movements of stock, up to 1,000 a call, in any order."""

    scope = "catalogue"
    throttle_classes = [KeyThrottle]

    @extend_schema(
        operation_id="writeStock",
        request=StockIn,
        responses={200: RowsOut},
        parameters=HEADERS,
        examples=[
            OpenApiExample(
                "A count, then one sold",
                value={
                    "rows": [
                        {"sku": "TOTE-01", "warehouse": "florence", "quantity": 12, "sequence": 5001},
                        {"sku": "TOTE-01", "warehouse": "florence", "delta": -1, "sequence": 5002},
                    ]
                },
                request_only=True,
            )
        ],
    )
    def put(self, request: Request) -> HttpResponse:
        return answer(request, read=read_stock, write=apply_stock)
