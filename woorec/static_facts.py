"""What rules may look at that the catalogue knows, laid out for one product when somebody asks for it.

Dictionaries of all products would take more memory than everything else a web process holds together.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date

from catalog.product_facts import ProductFacts

Read = Callable[[ProductFacts], object]
MOST_KEPT = 4_096  # products, those that were asked for lately
READ: Mapping[str, Read] = {
    "sku": lambda product: product.sku,
    "name": lambda product: product.name,
    "item_group": lambda product: product.item_group,
    "category": lambda product: product.category,
    "category_path": lambda product: product.category_path,
    "brand": lambda product: product.brand,
    "brand_kind": lambda product: product.brand_kind,
    "margin_rate": lambda product: product.margin_rate,
    "price": lambda product: product.price,
    "margin": lambda product: None if product.margin_rate is None else product.margin_rate * product.price,
    "visible": lambda product: True,
    "material_family": lambda product: product.material_family or None,
    "materials": lambda product: product.materials,
    "grain": lambda product: product.grain or None,
    "finish": lambda product: product.finish or None,
    "colour": lambda product: product.colour or None,
    "avoidable": lambda product: product.allergy,
    "regions_excluded": lambda product: product.regions_excluded,
}


class StaticFacts(Sequence[Mapping[str, object]]):
    """A store's products by row, each as the facts that rules may look at. Price, margin and age are today's."""

    def __init__(
        self,
        products: Sequence[ProductFacts],
        *,
        return_rates: Mapping[int, float],
        today: date,
    ) -> None:
        self._products = products
        self._read: Mapping[str, Read] = {
            **READ,
            "days_since_launch": lambda product: (
                float((today - product.launched_on).days) if product.launched_on else None
            ),
            "return_rate": lambda product: return_rates.get(product.product_id),
        }
        self._kept: dict[int, Mapping[str, object]] = {}

    def __len__(self) -> int:
        return len(self._products)

    def __getitem__(self, row: int) -> Mapping[str, object]:  # type: ignore[override]  # nobody asks for a slice
        found = self._kept.get(row)
        if found is None:
            product = self._products[row]
            found = {name: read(product) for name, read in self._read.items()}
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[row] = found
        return found

    def __iter__(self) -> Iterator[Mapping[str, object]]:
        for product in self._products:
            yield {name: read(product) for name, read in self._read.items()}

    @property
    def names(self) -> Set[str]:
        """This will name the facts that each product has."""
        return self._read.keys()

    def fact(self, row: int, name: str, default: object = None) -> object:
        """This will give one fact of one product, and the default where nobody knows such a fact."""
        read = self._read.get(name)
        return default if read is None else read(self._products[row])

    def column(self, name: str) -> Iterator[object]:
        """This will give one fact of every product, None where nobody knows such a fact."""
        read = self._read.get(name, lambda product: None)
        return map(read, self._products)
