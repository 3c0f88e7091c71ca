"""Where lists are shown, and to which groups of shoppers."""

from django.db import models
from django.db.models import Func, Q

from catalog.models import Store

DEFAULT_OBJECTIVE = "conversion"


class IsMix(Func):
    """This will test that a recall mix or a formula is an object of shares from 0, of which one is larger.

    Which channels and terms there are is ranking's to say; that the value has the right form is the database's.
    """

    output_field = models.BooleanField()
    template = (
        'jsonb_path_exists(%(expressions)s, \'$ ? (@.type() == "object" && exists(@.* ? (@ > 0)) '
        '&& !exists(@.* ? (@.type() != "number" || @ < 0)))\')'
    )


def default_recall_mix() -> dict[str, float]:
    return {"hot": 2, "vector": 4, "graph": 3, "complement": 2}


class Placement(models.Model):
    """A place in the storefront that shows a ranked list."""

    class Surface(models.TextChoices):
        HOME = "home", "Home page"
        PRODUCT = "product", "Product page"
        CART = "cart", "Cart"
        LIST = "list", "Category list"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="placements")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    surface = models.CharField(max_length=10, choices=Surface.choices, default=Surface.HOME)
    length = models.PositiveSmallIntegerField(default=12, help_text="Products on the page.")
    candidates = models.PositiveSmallIntegerField(default=300, help_text="Products that recall hands to the ranker.")
    ranker = models.CharField(max_length=20, default="logistic")
    objective = models.CharField(max_length=20, default=DEFAULT_OBJECTIVE)
    formula = models.JSONField(
        default=dict, blank=True, help_text="Weight of each term, kept also while another goal is chosen."
    )
    recall_mix = models.JSONField(default=default_recall_mix, help_text="Share of each recall channel.")
    exclude_bought = models.BooleanField(default=False, help_text="Leave out what the shopper already bought.")
    exploration_share = models.FloatField(
        default=0.05, help_text="Share of requests in which one pair of neighbours may be swapped, to learn from."
    )

    class Meta:
        ordering = ["store", "name"]
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="placement_code_per_store"),
            models.CheckConstraint(condition=Q(length__range=(1, 100)), name="placement_length_1_to_100"),
            models.CheckConstraint(condition=Q(candidates__range=(10, 2000)), name="placement_candidates_10_to_2000"),
            models.CheckConstraint(condition=Q(exploration_share__range=(0, 0.5)), name="exploration_at_most_half"),
            models.CheckConstraint(
                condition=IsMix("recall_mix"),
                name="recall_mix_of_shares",
                violation_error_message='Give each channel a number from 0, one of them more, as in {"hot": 2}.',
            ),
            models.CheckConstraint(
                condition=Q(formula={}) | Q(IsMix("formula")),
                name="formula_of_weights",
                violation_error_message='Give each term a number from 0, one of them more, as in {"margin": 60}.',
            ),
        ]

    def __str__(self) -> str:
        return f"{self.store_id} {self.name}"


class Segment(models.Model):
    """A named group of shoppers, by a condition over tier, region and behaviour."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="segments")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    condition = models.JSONField(default=dict)
    owner = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    revision = models.PositiveIntegerField(default=1, help_text="Grows with every edit; a stale edit is refused.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["store", "name"]
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="segment_code_per_store")]

    def __str__(self) -> str:
        return self.name
