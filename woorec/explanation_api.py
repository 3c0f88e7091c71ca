"""What "Why am I seeing this?" shows, asked by a shop's pages."""

from dataclasses import asdict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.keys import Caller, RememberedKeyAuthentication
from catalog.limits import KeyThrottle
from catalog.problems import Problem
from woorec.explanation import CHOICE, has_paid_places, parameters_of
from woorec.holder import SNAPSHOTS


class ParameterOut(serializers.Serializer):
    """One of the main parameters of a placement's lists."""

    kind = serializers.CharField(help_text="`found`, `ordered`, `arranged` or `never`.")
    code = serializers.CharField(help_text="A name of it, for words of your own.")
    text = serializers.CharField()
    share = serializers.FloatField(allow_null=True, help_text="Its weight among those of its kind, 0 to 1.")
    personal = serializers.BooleanField(help_text="Whether it looks at what this shopper did.")


class ExplanationOut(serializers.Serializer):
    """Why somebody sees what a placement shows, in words for shoppers."""

    placement = serializers.CharField()
    parameters = ParameterOut(many=True)
    paid = serializers.BooleanField(help_text="Whether partners pay for places; such items are `sponsored`.")
    choice = serializers.CharField(help_text="What the shopper can change.")


class ExplanationView(APIView):
    """Ask what decides a placement's lists."""

    scope = "recommend"
    authentication_classes = [RememberedKeyAuthentication]
    throttle_classes = [KeyThrottle]

    @extend_schema(
        operation_id="explainPlacement",
        parameters=[OpenApiParameter("placement", str, required=True, description="Code of the placement.")],
        responses={200: ExplanationOut},
        auth=[{"ApiKey": []}],
    )
    def get(self, request: Request) -> Response:
        caller: Caller = request.user
        code = request.query_params.get("placement", "")
        found = SNAPSHOTS.current(caller.store).placements.get(code)
        if found is None:
            raise Problem(
                "unknown-placement", "There is no such placement", detail=f"No placement {code!r}.", status_code=404
            )
        parameters = [asdict(each) for each in parameters_of(found)]
        body = {"placement": code, "parameters": parameters, "paid": has_paid_places(found), "choice": CHOICE}
        return Response(body)
