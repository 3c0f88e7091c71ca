"""A rule set: rules in order, one version, one hash; to and from JSON."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rules.engine.candidate import Context
from rules.engine.errors import RuleError
from rules.engine.fields import check_mapping, check_names
from rules.engine.rule import Excluding, Promising, Rule, RuleKind, check_kind, check_severity_name
from rules.engine.scope import Scope
from rules.engine.scope_index import ScopeIndex

Kinds = Mapping[str, type[RuleKind]]
RULE_FIELDS = (
    "rule_id",
    "kind",
    "params",
    "severity",
    "label",
    "owner",
    "reason",
    "scope",
    "starts_at",
    "ends_at",
    "enabled",
)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """This will hold rules in order of listing; without a given hash it computes its own."""

    rules: tuple[Rule, ...] = ()
    ruleset_hash: str = ""
    version: int = 0
    _index: list[ScopeIndex] = field(init=False, repr=False, compare=False, default_factory=list)
    segments: frozenset[str] = field(init=False, repr=False, compare=False)  # that rules name which are switched on
    campaigns: tuple[Rule, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ids = [rule.rule_id for rule in self.rules]
        if len(set(ids)) < len(ids):
            raise RuleError("rule_id", "is used twice in one rule set")
        if not self.ruleset_hash:
            object.__setattr__(self, "ruleset_hash", hash_rules(self.rules))
        named = (rule.scope.segments for rule in self.rules if rule.enabled)
        object.__setattr__(self, "segments", frozenset().union(*named))
        campaigns = tuple(rule for rule in self.rules if isinstance(rule.body, Promising) and rule.enabled)
        object.__setattr__(self, "campaigns", campaigns)

    def active(self, context: Context) -> tuple[Rule, ...]:
        """This will return the rules that are on for this shopper at this moment; others cost nothing."""
        if not self._index:
            self._index.append(ScopeIndex(self.rules))
        return self._index[0].active(context)

    def excluding(self, context: Context) -> tuple[Rule, ...]:
        """This will return those of them that keep products off the page."""
        return tuple(rule for rule in self.active(context) if isinstance(rule.body, Excluding))

    def only(self, rules: Iterable[Rule]) -> "RuleSet":
        """This will hold some of these rules for the length of a request; it goes by the same version and hash."""
        return RuleSet(tuple(rules), ruleset_hash=self.ruleset_hash, version=self.version)

    def to_json(self) -> dict[str, object]:
        rules = [rule_to_json(rule) for rule in self.rules]
        return {"version": self.version, "hash": self.ruleset_hash, "rules": rules}

    @classmethod
    def from_json(cls, data: object, *, kinds: Kinds) -> "RuleSet":
        """This will read what to_json wrote; the hash is computed again from the rules."""
        given = check_mapping(data, field="ruleset")
        check_names(given, allowed=("version", "hash", "rules"))
        rules, version = given.get("rules", []), given.get("version", 0)
        if not isinstance(rules, (list, tuple)):
            raise RuleError("rules", "must be a list")
        if isinstance(version, bool) or not isinstance(version, int):
            raise RuleError("version", "must be a whole number")
        return cls(rules=tuple(rule_from_json(rule, kinds=kinds) for rule in rules), version=version)


def hash_rules(rules: tuple[Rule, ...]) -> str:
    """This will return the SHA-256 of the rules as canonical JSON (sorted keys, UTC times, no spaces)."""
    written = [rule_to_json(rule) for rule in rules]
    text = json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rule_to_json(rule: Rule) -> dict[str, object]:
    """This will write one rule as JSON."""
    return {
        "rule_id": rule.rule_id,
        "kind": rule.kind,
        "params": rule.body.to_params(),
        "severity": rule.severity,
        "label": rule.label,
        "owner": rule.owner,
        "reason": rule.reason,
        "scope": rule.scope.to_json(),
        "starts_at": _write_moment(rule.starts_at),
        "ends_at": _write_moment(rule.ends_at),
        "enabled": rule.enabled,
    }


def rule_from_json(data: object, *, kinds: Kinds) -> Rule:
    """This will read one rule, or raise RuleError naming the field."""
    given = check_mapping(data, field="rule")
    check_names(given, allowed=RULE_FIELDS)
    kind = check_kind(given.get("kind"), kinds=kinds)
    enabled = given.get("enabled", True)
    if not isinstance(enabled, bool):
        raise RuleError("enabled", "must be true or false")
    return Rule(
        rule_id=_read_text(given, "rule_id", required=True),
        body=kind.from_params(check_mapping(given.get("params"), field="params")),
        severity=check_severity_name(given.get("severity", kind.severities[0])),
        label=_read_text(given, "label"),
        owner=_read_text(given, "owner"),
        reason=_read_text(given, "reason"),
        scope=Scope.from_json(given.get("scope")),
        starts_at=_read_moment(given, "starts_at"),
        ends_at=_read_moment(given, "ends_at"),
        enabled=enabled,
    )


def _read_text(given: Mapping[str, object], name: str, *, required: bool = False) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or (required and not value):
        raise RuleError(name, "must be a text")
    return value


def _write_moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _read_moment(given: Mapping[str, object], name: str) -> datetime | None:
    value = given.get(name)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise RuleError(name, "must be a date and time with a time zone, as in 2026-03-05T09:00:00+00:00") from None
