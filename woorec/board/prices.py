"""The chip on a rule's card that says what the rule costs, where a replay of exactly these rules worked it out."""

from collections.abc import Mapping

from rules.cost import Cost, latest_costs
from woorec.board.desk import Desk
from woorec.board.rule_stack import CostChip
from woorec.board.words import count, say_money


def cost_chips(desk: Desk) -> Mapping[str, CostChip]:
    """This will word the costs of the rules on the board, by the rule's key; nothing without a replay of them."""
    if desk.draft.version is None or desk.draft.broken:
        return {}
    priced, currency = latest_costs(desk.draft.version), desk.store.currency
    url = f"{desk.url_of('replay')}?study={priced.study_id}"
    return {key: CostChip(_label(each, currency), _detail(each, currency), url) for key, each in priced.rules.items()}


def _label(cost: Cost, currency: str) -> str:
    if not cost.is_clear:
        return "No clear cost, model estimate"
    verb = "Costs" if cost.per_week > 0 else "Brings"
    return f"{verb} about {_money(abs(cost.per_week), currency)} a week, model estimate"


def _detail(cost: Cost, currency: str) -> str:
    low, high = _money(cost.week_low, currency), _money(cost.week_high, currency)
    changed = f"{count(cost.changed, 'list')} of {cost.lists:,} would look different without it"
    return f"Margin a week that it takes: {low} to {high} (95 % interval). {changed}. It is what the model believes."


def _money(amount: float, currency: str) -> str:
    whole = round(amount)
    return f"{'−' if whole < 0 else ''}{say_money(abs(whole), currency=currency)}"
