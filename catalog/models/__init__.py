"""What we sell, from what, at which tier price, in which warehouse."""

from catalog.models.materials import (
    AllergenEvidence,
    AlloyComponent,
    CoatingLayer,
    EnamelSpec,
    LeatherSpec,
    Material,
    MetalSpec,
    PearlSpec,
)
from catalog.models.products import (
    Brand,
    Category,
    Product,
    ProductComponent,
)
from catalog.models.stock import (
    PriceHistory,
    StockLevel,
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
    "LeatherSpec",
    "Material",
    "MembershipTier",
    "MetalSpec",
    "PearlSpec",
    "PriceHistory",
    "Product",
    "ProductComponent",
    "Region",
    "RegionWarehouse",
    "StockLevel",
    "Store",
    "TierPrice",
    "Warehouse",
]
