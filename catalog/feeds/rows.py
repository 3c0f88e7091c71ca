"""What a feed says, as plain rows. Every format is read into these, and `catalog.services` writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class WarehouseRow:
    code: str
    name: str
    city: str = ""
    continent: str = ""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A selling region. `warehouses` are codes, nearest first."""

    code: str
    name: str
    currency: str
    warehouses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierRow:
    """A membership tier; rank 0 pays the regular price."""

    code: str
    name: str
    rank: int
    discount_percent: Decimal | None = None
    minimum_spend: Decimal | None = None
    spend_months: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BrandRow:
    code: str
    name: str
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category. Parents come before their children; `path` joins the names with " > "."""

    code: str
    name: str
    path: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A laboratory figure: release in ug/cm2/week or content in mg/kg."""

    allergen: str
    measure: str
    value: float
    method: str
    tested_on: date
    below: bool = False
    laboratory: str = ""
    report: str = ""
    expires_on: date | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """This will say which report it is of: by its number, or by its day where it has none."""
        named = (self.allergen, self.measure, self.method, self.laboratory, self.report)
        return named if self.report else (*named, self.tested_on)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A laboratory figure for a material that is there. `earlier` are those that its sender gave of the same report."""

    material: str
    figure: EvidenceRow
    earlier: tuple[EvidenceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A published material. `leather` to `textile` hold the fields of the spec of that name.

    `left_out` names what the row does not speak of, as in "name" or "leather_thickness_mm": it stays as it is.
    """

    code: str
    name: str
    family: str
    colour_hex: str
    colour_name: str = ""
    gloss_gu60: float = 10.0
    leather: Mapping[str, object] | None = None
    metal: Mapping[str, object] | None = None
    pearl: Mapping[str, object] | None = None
    enamel: Mapping[str, object] | None = None
    textile: Mapping[str, object] | None = None
    alloy: tuple[tuple[str, float, float], ...] = ()  # element, least and most percent
    coating: tuple[tuple[int, str, float, str], ...] = ()  # order, metal, um, process
    fibres: tuple[tuple[str, float], ...] = ()  # fibre and percent by mass, the largest first
    evidence: tuple[EvidenceRow, ...] = ()
    source_document: str = ""
    measured_on: date | None = None
    left_out: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class ComponentRow:
    part: str
    material: str
    contact: str = "incidental"
    share_percent: float = 100.0


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product. Its category and brand are codes, or else a path and a name that are made where they are new."""

    sku: str
    name: str
    category: str
    brand: str
    price: Decimal
    item_group: str = ""
    description: str = ""
    cost: Decimal | None = None
    status: str = "active"
    visible: bool = True
    launched_on: date | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    image_url: str = ""
    components: tuple[ComponentRow, ...] = ()
    not_sold_in: tuple[str, ...] = ()
    external_id: str = ""
    gtin: str = ""
    tags: tuple[str, ...] = ()
    more_image_urls: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()  # kind of catalog.models.ProductLink and SKU
    source_updated_at: datetime | None = None
    category_path: str = ""  # as in "Bags > Totes", where `category` is empty
    brand_name: str = ""  # where `brand` is empty


@dataclass(frozen=True, slots=True)
class StockRow:
    """A count, or a change if `is_delta`. Without a sequence it is newer than whatever came before it."""

    sku: str
    warehouse: str
    quantity: int
    sequence: int | None = None
    is_delta: bool = False


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A tier's price in a region, or in all regions of `currency` where `region` is empty. No tier: the regular one."""

    sku: str
    region: str
    tier: str
    amount: Decimal
    currency: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoreRows:
    """A whole shop. Whatever is empty is left as it is."""

    code: str
    name: str
    currency: str
    default_region: str
    warehouses: tuple[WarehouseRow, ...] = ()
    regions: tuple[RegionRow, ...] = ()
    tiers: tuple[TierRow, ...] = ()
    brands: tuple[BrandRow, ...] = ()
    categories: tuple[CategoryRow, ...] = ()
    materials: tuple[MaterialRow, ...] = ()
    products: tuple[ProductRow, ...] = ()
    stock: tuple[StockRow, ...] = ()
    prices: tuple[PriceRow, ...] = ()


FeedRow = (
    WarehouseRow
    | RegionRow
    | TierRow
    | BrandRow
    | CategoryRow
    | MaterialRow
    | FigureRow
    | ProductRow
    | StockRow
    | PriceRow
)
