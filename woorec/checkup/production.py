"""What is handy on a laptop and dangerous on the internet."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import User

from woorec.checkup.finding import Finding
from woorec.shops import DEMO_PASSWORD, DEMO_PEOPLE


def look_at_production() -> Iterator[Finding]:
    """This will look for what must not be there once WOOREC_ENV says production."""
    if not settings.PRODUCTION:
        return
    if settings.DEBUG:
        yield Finding("DEBUG", "is on", "Set DEBUG=false: with it, errors show settings and code to everybody.")
    yield _demo_people()


def _demo_people() -> Finding:
    people = User.objects.filter(is_active=True, username__in=[name for name, _, _ in DEMO_PEOPLE])
    known = [person.username for person in people if person.check_password(DEMO_PASSWORD)]
    if known:
        remedy = "Give them passwords of their own or switch them off under Settings, People."
        return Finding("People", f"{', '.join(known)} still have the demo's password", remedy)
    return Finding("People", "nobody has the demo's password")
