"""Whole numbers as pages send them, and the one that says which state of a thing was on the screen."""

from django.http import HttpRequest

MOST_DIGITS = 9  # so that every column of the database holds them
NO_STATE = -1  # no row ever has it


def whole(text: str) -> int | None:
    """This will read a whole number from 0 to 999,999,999; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def sent_revision(request: HttpRequest) -> int | None:
    """This will say which state was on the screen of the person who edits; None when the page did not say."""
    return whole(request.POST.get("revision") or request.GET.get("revision") or "")


def needed_revision(request: HttpRequest) -> int:
    """This will say which state was looked at; without a word of it, one that fits nothing, so that it is refused."""
    sent = sent_revision(request)
    return NO_STATE if sent is None else sent
