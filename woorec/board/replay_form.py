"""Which period of the log a replay asks again, and how much of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django import forms

PERIODS = (("1", "Today"), ("7", "7 days"), ("14", "14 days"), ("28", "28 days"), ("dates", "Dates"))
SIZES = (("300", "300 lists, quick"), ("1000", "1,000 lists"), ("5000", "5,000 lists, for estimates"))
MOST_DAYS = 92
Day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReplayForm(forms.Form):
    period = forms.ChoiceField(label="Period", choices=PERIODS, initial="7", widget=forms.Select)
    first = forms.DateField(label="First day", required=False, widget=Day)
    last = forms.DateField(label="Last day", required=False, widget=Day)
    lists = forms.ChoiceField(
        label="Sample",
        choices=SIZES,
        initial="1000",
        help_text="Drawn evenly from the period. Each list is asked again under both versions.",
    )

    def __init__(self, *args: object, now: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._now = now

    def clean(self) -> Mapping[str, object]:
        given = super().clean() or {}
        if given.get("period") == "dates":
            self._check_days(given.get("first"), given.get("last"))
        return given

    def params(self) -> dict[str, object]:
        """This will say what the study is asked: a period from `since` up to `until`, and the size of its sample."""
        since, until = self._period()
        return {"since": since.isoformat(), "until": until.isoformat(), "lists": int(self.cleaned_data["lists"])}

    def _check_days(self, first: object, last: object) -> None:
        for name, day in (("first", first), ("last", last)):
            if day is None and name not in self.errors:
                self.add_error(name, "Choose a day.")
        if self.errors or not isinstance(first, date) or not isinstance(last, date):
            return
        if last < first:
            self.add_error("last", "Choose a day that is not before the first one.")
        elif first > self._now.date():
            self.add_error("first", "Nothing was served on a day that is still to come.")
        elif (last - first).days >= MOST_DAYS:
            self.add_error("last", f"Choose at most {MOST_DAYS} days.")

    def _period(self) -> tuple[datetime, datetime]:
        period = self.cleaned_data["period"]
        if period == "dates":
            after = _midnight(self.cleaned_data["last"]) + timedelta(days=1)
            return _midnight(self.cleaned_data["first"]), min(after, self._now)
        if period == "1":
            return _midnight(self._now.date()), self._now
        return self._now - timedelta(days=int(period)), self._now


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
