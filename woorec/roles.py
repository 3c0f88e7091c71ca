"""Who may do what in the Studio. Each role holds the rights of the one before."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

LOOK = ("catalog", "events", "rules", "ranking")
EDIT = (
    *("rules.add_rule", "rules.change_rule", "rules.delete_rule", "rules.add_ruletest", "rules.change_ruletest"),
    "rules.delete_ruletest",
    *("rules.add_segment", "rules.change_segment", "rules.delete_segment"),
    *("catalog.add_feedimport", "catalog.change_feedimport", "catalog.change_material"),
)
PUBLISH = (
    *("rules.publish_ruleset", "ranking.start_training", "ranking.promote_model", "rules.change_placement"),
    *("catalog.change_store", "catalog.change_membershiptier", "catalog.change_region", "catalog.change_warehouse"),
    *("events.add_webhooksource", "events.change_webhooksource"),
    *("catalog.add_woocommerceshop", "catalog.change_woocommerceshop", "catalog.publish_material"),
)
# Whoever holds these could give themselves every other right, or hand the shop's data to a program of their own.
ADMINISTER = (
    *("auth.view_user", "auth.add_user", "auth.change_user"),
    *("catalog.add_apikey", "catalog.change_apikey", "catalog.add_signingsecret", "catalog.change_signingsecret"),
)
PEOPLE = "auth.change_user"


@dataclass(frozen=True, slots=True)
class Role:
    code: str
    label: str
    sentence: str
    rights: tuple[str, ...]


ROLES = (
    Role("viewer", "Viewer", "Looks at everything, changes nothing.", ()),
    Role("merchandiser", "Merchandiser", "Edits rules and materials in drafts and imports files.", EDIT),
    Role(
        "publisher",
        "Publisher",
        "Puts drafts live, trains and promotes models, connects shop systems, changes settings.",
        (*EDIT, *PUBLISH),
    ),
    Role(
        "admin",
        "Administrator",
        "Also adds people, gives roles and issues keys.",
        (*EDIT, *PUBLISH, *ADMINISTER),
    ),
)
NO_ROLE = "No role"


def ensure_roles() -> None:
    """This will create the groups behind the roles with the rights that they hold today."""
    # What shoppers avoid is health data: no role of the Studio may look at those rows.
    looking = Permission.objects.filter(content_type__app_label__in=LOOK, codename__startswith="view_").exclude(
        codename="view_avoidance"
    )
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role.code)
        group.permissions.set([*looking, *map(_permission, role.rights)])


def give_role(user: User, *, role: str) -> None:
    user.groups.set(Group.objects.filter(name=role))


def role_of(user: User) -> str:
    """This will name the strongest role of a user, for the corner of the screen."""
    if user.is_superuser:
        return "Administrator"
    names = set(user.groups.values_list("name", flat=True))
    return next((role.label for role in reversed(ROLES) if role.code in names), NO_ROLE)


def administrators() -> list[str]:
    """This will name the people whom to ask for a role."""
    found = User.objects.filter(Q(groups__name="admin") | Q(is_superuser=True), is_active=True).distinct()
    return [user.get_full_name() or user.username for user in found.order_by("username")]


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
