"""What we sell, from what, at which tier price, in which warehouse."""

from catalog.models.integrations import (
    FeedImport,
    FeedRowError,
    IdempotentCall,
    PulledProduct,
    SigningSecret,
    WooCommerceShop,
)
from catalog.models.materials import (
    AllergenEvidence,
    AlloyComponent,
    CoatingLayer,
    EnamelSpec,
    FibreShare,
    LeatherSpec,
    Material,
    MetalSpec,
    PearlSpec,
    TextileSpec,
)
from catalog.models.products import (
    Brand,
    Category,
    Product,
    ProductComponent,
    ProductLink,
)
from catalog.models.stock import (
    PriceHistory,
    StockLevel,
    StockMovement,
    TierPrice,
)
from catalog.models.stores import (
    ApiKey,
    MembershipTier,
    Region,
    RegionWarehouse,
    Store,
    Warehouse,
)

__all__ = [
    "AllergenEvidence",
    "AlloyComponent",
    "ApiKey",
    "Brand",
    "Category",
    "CoatingLayer",
    "EnamelSpec",
    "FeedImport",
    "FeedRowError",
    "FibreShare",
    "IdempotentCall",
    "LeatherSpec",
    "Material",
    "MembershipTier",
    "MetalSpec",
    "PearlSpec",
    "PriceHistory",
    "Product",
    "ProductComponent",
    "ProductLink",
    "PulledProduct",
    "Region",
    "RegionWarehouse",
    "SigningSecret",
    "StockLevel",
    "StockMovement",
    "Store",
    "TextileSpec",
    "TierPrice",
    "Warehouse",
    "WooCommerceShop",
]
