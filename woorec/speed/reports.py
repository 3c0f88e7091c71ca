"""What a run leaves behind: figures as JSON, as Markdown and as a plot, and a line of history."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from woorec.speed.chart import Bar, bars
from woorec.speed.history import Moved, append, last_like, moved
from woorec.speed.requests import Result, Setting
from woorec.speed.rounds import STEADY, Spread


@dataclass(frozen=True, slots=True)
class Report:
    """A run with when and where it was made, and what moved since the last one like it."""

    at: datetime
    commit: str
    machine: Mapping[str, Any]
    result: Result
    moved: Sequence[Moved] = field(default_factory=tuple)

    @property
    def name(self) -> str:
        return f"{self.at:%Y%m%d-%H%M%S}"


def ratios_of(result: Result) -> dict[str, Spread]:
    """This will compare ours to the floor, and every peer and ours to each other, round by round."""
    measured, names = result.rounds, [*result.rounds.times]
    found = {f"{name} / floor": measured.ratio(name, to="floor") for name in ("pipeline", "API") if name in names}
    others = names[names.index("API") + 1 :] if "API" in names else []
    return found | {f"{name} / API": measured.ratio(name, to="API") for name in others}


def entry_of(report: Report) -> dict[str, Any]:
    """This will lay a run out as plain data: what JSON and the history hold."""
    measured = report.result.rounds
    return {
        "kind": "requests",
        "at": report.at.isoformat(timespec="seconds"),
        "commit": report.commit,
        "machine": dict(report.machine),
        "setting": asdict(report.result.setting),
        "milliseconds": {
            name: {"p50": round(measured.p50(name), 3), "p99": round(measured.p99(name), 3)} for name in measured.times
        },
        "ratios": {name: asdict(spread) for name, spread in ratios_of(report.result).items()},
        "calibration_drift": round(measured.drift, 4),
        "steady": measured.is_steady,
        "stages_ms": {name: round(value, 3) for name, value in report.result.stages.items()},
        "left_out": dict(report.result.left_out),
        "moved": [each.describe() for each in report.moved],
    }


def keep(folder: Path, *, at: datetime, commit: str, machine: Mapping[str, Any], result: Result) -> Report:
    """This will write requests-TIME.json, .md and .svg into a folder and a line of history.jsonl beside them."""
    fresh = Report(at, commit, machine, result)
    history, entry = folder / "history.jsonl", entry_of(fresh)
    before = last_like(history, entry)
    report = Report(at, commit, machine, result, tuple(moved(before, entry)) if before else ())
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"requests-{report.name}"
    stem.with_suffix(".json").write_text(json.dumps(entry_of(report), indent=2) + "\n")
    stem.with_suffix(".md").write_text("\n".join(markdown(report)) + "\n")
    stem.with_suffix(".svg").write_text(plot(report))
    append(history, entry_of(report))
    return report


def markdown(report: Report) -> list[str]:
    """This will write a run as a page of Markdown."""
    setting, measured = report.result.setting, report.result.rounds
    lines = [
        f"# One request, {report.at:%d %B %Y %H:%M} UTC",
        "",
        f"Commit {report.commit or 'unknown'}. {machine_in_words(report.machine)}",
        "",
        _setting_in_words(setting),
        "",
        "| subject | p50 ms | p99 ms |",
        "|---|---|---|",
        *(f"| {name} | {measured.p50(name):.2f} | {measured.p99(name):.2f} |" for name in measured.times),
        "",
        *_stages(report.result.stages),
        "| ratio, round by round | median | middle half |",
        "|---|---|---|",
        *(
            f"| {name} | {spread.median:.2f} | {spread.low:.2f} to {spread.high:.2f} |"
            for name, spread in ratios_of(report.result).items()
        ),
        "",
        verdict(report),
    ]
    lines += [f"- Left out: {name}: {reason}." for name, reason in report.result.left_out.items()]
    return lines + [f"- Moved by more than its noise: {each.describe()}." for each in report.moved]


def _stages(stages: Mapping[str, float]) -> list[str]:
    if not stages:
        return []
    rows = (f"| {name.replace('_', ' ')} | {value:.2f} |" for name, value in stages.items())
    return ["| stage of the pipeline, as it notes them down | median ms |", "|---|---|", *rows, ""]


def _setting_in_words(setting: Setting) -> str:
    return (
        f"{setting.products:,} products, {setting.customers:,} customers, {setting.candidates:,} candidates in the "
        f"middle (variants of the recalled included), {setting.published:,} published rules of which "
        f"{setting.in_scope} are in scope. The shop is {setting.served_by}. {setting.rounds} rounds of "
        f"{setting.requests} requests in turns; web processes: {setting.workers}, one client on the same machine."
    )


def verdict(report: Report) -> str:
    """This will say whether the run may be judged."""
    drift = f"{100 * report.result.rounds.drift:.0f} %"
    if report.result.rounds.is_steady:
        return f"The matrix product between the turns moved by {drift} at most: the run may be judged."
    return (
        f"The matrix product between the turns moved by {drift}, more than {100 * STEADY:.0f} %: "
        "no judgement, and the next run is not compared with it."
    )


def plot(report: Report) -> str:
    """This will draw the medians, with the 99th percentile as a thin line, as an SVG image."""
    measured = report.result.rounds
    found = [Bar(name, measured.p50(name), measured.p99(name)) for name in measured.times]
    setting = report.result.setting
    title = (
        f"One request: {setting.products:,} products, {setting.candidates:,} candidates, {setting.published:,} rules"
    )
    return bars(found, title=title, unit="ms")


def machine_in_words(machine: Mapping[str, Any]) -> str:
    libraries = ", ".join(f"{name} {version}" for name, version in machine.get("libraries", {}).items())
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['kernel']}, load "
        f"average {machine['load_average']}; Python {machine['python']}, "
        f"PostgreSQL {machine['postgresql']}, {libraries}."
    )
