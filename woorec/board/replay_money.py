"""What a replay says of money and chances: the cost of each rule, the estimates, and amounts in a currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from woorec.board.words import say_money, say_share

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CostLine:
    name: str
    per_list: str
    interval: str
    per_week: str
    week_interval: str
    changed: str
    left: float  # of the bar around zero, 0 to 100
    width: float
    mark: float
    clear: bool
    earns: bool


@dataclass(frozen=True, slots=True)
class EstimateLine:
    name: str
    served: str
    value: str
    interval: str
    difference: str
    clear: bool
    refused: str = ""


def cost_lines(rows: Sequence[Json], *, currency: str) -> list[CostLine]:
    """This will write the cost of each rule; all share one scale, from the widest interval."""
    reach = max((abs(float(str(row[name]))) for row in rows for name in ("low", "high")), default=0.0) or 1.0
    return [_cost(row, reach=reach, currency=currency) for row in rows]


def estimate_line(label: str, found: Json) -> EstimateLine:
    """This will write an estimate and its interval, or why there is none."""
    if "refused" in found:
        return EstimateLine(label, "", "", "", "", False, refused=str(found["refused"]))
    served, value, low, high, step, step_low, step_high = (
        float(str(found[name]))
        for name in ("served", "value", "low", "high", "difference", "difference_low", "difference_high")
    )
    return EstimateLine(
        name=label,
        served=f"{served:.3f}",
        value=f"{value:.3f}",
        interval=f"{low:.3f} to {high:.3f}",
        difference=f"{step:+.3f} ({step_low:+.3f} to {step_high:+.3f})".replace("-", "−"),
        clear=step_low > 0 or step_high < 0,
    )


def money(amount: float, *, currency: str) -> str:
    return say_money(round(amount, 2), currency=currency)


def signed_money(amount: float, *, currency: str, fine: bool = False) -> str:
    """This will write an amount with its sign; small ones per list with four places."""
    sign = "−" if amount < 0 else "+"
    if fine and abs(amount) < 0.995:
        digits = f"{abs(amount):.4f}"
        return f"{sign}{say_money(0, currency=currency).removesuffix('0')}{digits}"
    return f"{sign}{say_money(round(abs(amount), 2 if abs(amount) < 100 else 0), currency=currency)}"


def _cost(row: Json, *, reach: float, currency: str) -> CostLine:
    mean, low, high = (float(str(row[name])) for name in ("per_list", "low", "high"))
    week, week_low, week_high = (float(str(row[name])) for name in ("per_week", "week_low", "week_high"))
    left, right = (50 + 48 * value / reach for value in (low, high))
    lists = float(str(row["lists"]))
    return CostLine(
        name=str(row["name"]),
        per_list=signed_money(mean, currency=currency, fine=True),
        interval=" to ".join(signed_money(each, currency=currency, fine=True) for each in (low, high)),
        per_week=signed_money(week, currency=currency),
        week_interval=" to ".join(signed_money(each, currency=currency) for each in (week_low, week_high)),
        changed=say_share(float(str(row["changed"])) / lists if lists else 0.0),
        left=round(left, 2),
        width=round(max(right - left, 0.6), 2),
        mark=round(50 + 48 * mean / reach, 2),
        clear=low > 0 or high < 0,
        earns=mean < 0,
    )
