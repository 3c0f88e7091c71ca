"""What products are made of, in trade units, and what a laboratory measured."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from catalog.models.stores import Store

HEX_COLOUR = RegexValidator(r"^#[0-9a-f]{6}$", "Write the colour as #rrggbb in lower case.")


class Material(models.Model):
    """A material in trade units. Published versions never change; a new look is a new version."""

    class Family(models.TextChoices):
        LEATHER = "leather", "Leather"
        METAL = "metal", "Metal"
        PEARL = "pearl", "Pearl"
        ENAMEL = "enamel", "Enamel"
        TEXTILE = "textile", "Textile"
        GEM = "gem", "Gem"
        OTHER = "other", "Other"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="materials")
    code = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    name = models.CharField(max_length=120)
    family = models.CharField(max_length=10, choices=Family.choices)
    colour_name = models.CharField(max_length=60, blank=True)
    colour_hex = models.CharField(max_length=7, validators=[HEX_COLOUR])
    gloss_gu60 = models.FloatField(default=10, help_text="Gloss units at 60 degrees, ISO 2813, 0 to 100.")
    source_document = models.CharField(max_length=200, blank=True, help_text="The data sheet or laboratory report.")
    measured_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    look_digest = models.CharField(max_length=32, blank=True, db_index=True, help_text="Names the files that show it.")

    class Meta:
        ordering = ["store", "code", "-version"]
        permissions = [("publish_material", "Can publish materials")]
        constraints = [
            models.UniqueConstraint(fields=["store", "code", "version"], name="material_version_once"),
            models.UniqueConstraint(
                fields=["store", "code"], condition=Q(state="published"), name="one_published_material_version"
            ),
            models.CheckConstraint(condition=Q(gloss_gu60__range=(0, 100)), name="gloss_within_0_and_100"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class LeatherSpec(models.Model):
    material = models.OneToOneField(Material, on_delete=models.CASCADE, related_name="leather")
    species = models.CharField(max_length=40, help_text="Calf, goat, lamb, bovine, ...")
    grain_layer = models.CharField(max_length=20, help_text="full_grain, corrected, split, suede or nubuck (EN 15987).")
    grain_pattern = models.CharField(max_length=20, help_text="pebbled, smooth, saffiano, croc, ...")
    finish = models.CharField(max_length=20, help_text="aniline, semi_aniline, pigmented, patent, foil or pull_up.")
    tannage = models.CharField(max_length=20, help_text="chrome, vegetable, chrome_free or combination.")
    skin = models.CharField(max_length=20, blank=True, help_text="hide, side, skin, shoulder, ...")
    coating_um = models.FloatField(
        null=True, blank=True, help_text="ISO 17186; above 150 it is coated leather (EN 15987)."
    )
    grain_size_mm = models.FloatField(default=0)
    grain_depth_mm = models.FloatField(default=0)
    grain_irregularity = models.FloatField(default=0, help_text="0 is a regular print, 1 a natural grain.")
    nap_length_mm = models.FloatField(default=0)
    nap_angle_deg = models.FloatField(default=30, help_text="Where the nap lies, from the length of the hide.")
    thickness_mm = models.FloatField(help_text="ISO 2589.")
    softness_mm = models.FloatField(help_text="Distension in mm, ISO 17235, ring 25.")
    mass_gsm = models.FloatField(null=True, blank=True, help_text="g/m2, ISO 2420.")
    hand = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="full, round, silky, waxy, dry or boardy."
    )
    temper = models.CharField(max_length=20, blank=True, help_text="very soft, soft, medium, firm or very firm.")
    rub_dry = models.FloatField(null=True, blank=True, help_text="Grade 1 to 5, ISO 11640.")
    rub_wet = models.FloatField(null=True, blank=True, help_text="Grade 1 to 5, ISO 11640.")
    light_fastness = models.FloatField(null=True, blank=True, help_text="Grade 1 to 8, ISO 105-B02.")
    chromium_vi_mg_kg = models.FloatField(null=True, blank=True, help_text="EN ISO 17075; the limit is 3 mg/kg.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(thickness_mm__gt=0), name="leather_has_thickness"),
            models.CheckConstraint(condition=Q(softness_mm__gte=0), name="leather_softness_not_negative"),
            models.CheckConstraint(
                condition=Q(grain_irregularity__range=(0, 1)), name="grain_irregularity_within_0_and_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grain_pattern} {self.species}"


class MetalSpec(models.Model):
    material = models.OneToOneField(Material, on_delete=models.CASCADE, related_name="metal")
    designation = models.CharField(max_length=60, help_text='As in "Sterling 925" or "AISI 316L".')
    fineness_permille = models.PositiveSmallIntegerField(null=True, blank=True, help_text="ISO 9202.")
    surface = models.CharField(max_length=20, help_text="polished, brushed, blasted or hammered.")
    gold_colour = models.CharField(max_length=4, blank=True, help_text="ISO 8654 code, as in 3N or 5N.")
    roughness_um = models.FloatField(null=True, blank=True, help_text="Ra.")
    brush_direction_deg = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fineness_permille__isnull=True) | Q(fineness_permille__lte=1000),
                name="fineness_at_most_1000",
            )
        ]

    def __str__(self) -> str:
        return self.designation


class PearlSpec(models.Model):
    material = models.OneToOneField(Material, on_delete=models.CASCADE, related_name="pearl")
    kind = models.CharField(max_length=40, help_text="akoya, freshwater, tahitian, ...")
    diameter_mm = models.FloatField()
    lustre_grade = models.CharField(max_length=10)
    nacre_mm = models.FloatField(null=True, blank=True)
    overtone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.diameter_mm} mm"


class EnamelSpec(models.Model):
    material = models.OneToOneField(Material, on_delete=models.CASCADE, related_name="enamel")
    base_metal = models.ForeignKey(
        Material, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Its nickel counts."
    )
    opacity = models.CharField(max_length=20, help_text="opaque, translucent or transparent.")

    def __str__(self) -> str:
        return self.opacity


class TextileSpec(models.Model):
    """Cloth, knitted or woven. What it is spun from is in FibreShare."""

    material = models.OneToOneField(Material, on_delete=models.CASCADE, related_name="textile")
    weave = models.CharField(max_length=20, help_text="plain, canvas, twill, satin, jacquard, knit, velvet, ...")
    mass_gsm = models.FloatField(null=True, blank=True, help_text="g/m2, ISO 3801; a momme of silk is 4.34.")
    thickness_mm = models.FloatField(null=True, blank=True, help_text="ISO 5084.")
    threads_per_cm = models.FloatField(null=True, blank=True, help_text="Of the warp, ISO 7211-2; of a knit, wales.")
    drape_percent = models.FloatField(null=True, blank=True, help_text="Drape coefficient, ISO 9073-9: low is fluid.")
    nap_length_mm = models.FloatField(default=0, help_text="Of brushed cloth and velvet.")
    hand = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="soft, silky, dry, crisp, full or warm."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(drape_percent__isnull=True) | Q(drape_percent__range=(0, 100)),
                name="drape_within_0_and_100",
            ),
            models.CheckConstraint(condition=Q(nap_length_mm__gte=0), name="textile_nap_not_negative"),
        ]

    def __str__(self) -> str:
        return self.weave


class FibreShare(models.Model):
    """One fibre of a cloth, in percent by mass; the fibres of a cloth add up to 100."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="fibres")
    fibre = models.CharField(max_length=20, help_text="As in Regulation (EU) 1007/2011: silk, cotton, polyamide, ...")
    percent = models.FloatField()

    class Meta:
        ordering = ["material", "-percent", "fibre"]
        constraints = [
            models.UniqueConstraint(fields=["material", "fibre"], name="fibre_once_per_material"),
            models.CheckConstraint(condition=Q(percent__gt=0) & Q(percent__lte=100), name="fibre_within_0_and_100"),
        ]

    def __str__(self) -> str:
        return f"{self.percent:g} % {self.fibre}"


class AlloyComponent(models.Model):
    """One element of a metal, with the range that the mill certificate allows, in percent by mass."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="alloy")
    element = models.CharField(max_length=2)
    min_percent = models.FloatField()
    max_percent = models.FloatField()

    class Meta:
        ordering = ["material", "-max_percent"]
        constraints = [
            models.UniqueConstraint(fields=["material", "element"], name="element_once_per_material"),
            models.CheckConstraint(
                condition=Q(min_percent__gte=0) & Q(max_percent__lte=100) & Q(min_percent__lte=F("max_percent")),
                name="alloy_range_within_0_and_100",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} {self.min_percent:g} to {self.max_percent:g} %"


class CoatingLayer(models.Model):
    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="coating")
    order = models.PositiveSmallIntegerField(help_text="1 lies on the substrate.")
    metal = models.CharField(max_length=40)
    thickness_um = models.FloatField()
    process = models.CharField(max_length=20, blank=True, help_text="galvanic, PVD or rolled.")

    class Meta:
        ordering = ["material", "order"]
        constraints = [
            models.UniqueConstraint(fields=["material", "order"], name="layer_order_once"),
            models.CheckConstraint(condition=Q(thickness_um__gt=0), name="layer_has_thickness"),
        ]

    def __str__(self) -> str:
        return f"{self.metal} {self.thickness_um:g} um"


class AllergenEvidence(models.Model):
    """A laboratory figure for one allergen in one material: the number, the method and the date."""

    class Allergen(models.TextChoices):
        NICKEL = "nickel", "Nickel"
        COBALT = "cobalt", "Cobalt"
        CHROMIUM = "chromium", "Chromium"
        COPPER = "copper", "Copper"
        LEAD = "lead", "Lead"

    class Measure(models.TextChoices):
        RELEASE = "release", "Release, ug/cm2/week"
        CONTENT = "content", "Content, mg/kg"

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="evidence")
    allergen = models.CharField(max_length=10, choices=Allergen.choices)
    measure = models.CharField(max_length=10, choices=Measure.choices)
    value = models.FloatField()
    below = models.BooleanField(default=False, help_text="The report gives only an upper bound (<).")
    method = models.CharField(max_length=60, help_text='As in "EN 1811:2023 after EN 12472:2020".')
    laboratory = models.CharField(max_length=120, blank=True)
    report = models.CharField(max_length=80, blank=True)
    tested_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["material", "allergen", "-tested_on"]
        verbose_name_plural = "allergen evidence"
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="evidence_not_negative"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("tested_on")), name="evidence_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allergen} {'<' if self.below else ''}{self.value:g}, {self.method}, {self.tested_on}"
