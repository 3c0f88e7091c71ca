"""Hello world in DRF: twenty products that never change, and nothing else."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

ITEMS = [
    {"sku": f"B-{number}", "position": number + 1, "name": f"Piece {number}", "brand": "Maker", "price": 120.0,
     "reason": "Popular", "score": 1.0, "image_url": ""}
    for number in range(20)
]  # fmt: skip


class ListView(APIView):
    def post(self, request: Request) -> Response:
        request.data["placement"]
        return Response({"items": ITEMS})
