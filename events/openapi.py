"""How the API document names a key that may also stand in the body."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BeaconKeyScheme(OpenApiAuthenticationExtension):
    target_class = "events.api.KeyOrBeaconKey"
    name = "ApiKeyOrBodyKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        words = "The key of your store. A browser's may stand in the body instead, as `key`."
        return {"type": "http", "scheme": "bearer", "description": words}
