"""The shop's membership as JSON-LD, for its pages. It holds no price: those are each shopper's own."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.feeds.rows import TierRow
from catalog.keys import Caller
from catalog.limits import KeyThrottle
from catalog.models import Store
from catalog.schema_org import member_program


class Membership(serializers.Serializer):
    """A MemberProgram of schema.org, ready to stand in a page."""

    name = serializers.CharField()
    hasTiers = serializers.ListField(child=serializers.DictField(), help_text="MemberProgramTier, the lowest first.")

    def get_fields(self) -> dict[str, serializers.Field]:
        said = {"@context": serializers.CharField(), "@type": serializers.CharField()}
        return said | super().get_fields()


class MembershipView(APIView):
    """The shop's MemberProgram as schema.org JSON-LD."""

    scope = "recommend"
    throttle_classes = [KeyThrottle]

    @extend_schema(operation_id="readMembership", responses={200: Membership})
    def get(self, request: Request) -> Response:
        caller: Caller = request.user
        store = caller.store
        return Response(member_program(shop=store.name, currency=store.currency, tiers=_tiers(store)))


def _tiers(store: Store) -> list[TierRow]:
    return [
        TierRow(
            code=tier.code,
            name=tier.name,
            rank=tier.rank,
            minimum_spend=tier.minimum_spend,
            spend_months=tier.spend_months,
        )
        for tier in store.tiers.all()
    ]
