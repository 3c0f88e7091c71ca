"""Say what is wrong and what to do."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from woorec.checkup import check_up


class Command(BaseCommand):
    help = "Look at everything a shop needs to be served; ends with status 1 when something is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--web", default="", metavar="URL", help="Where the web server is, if not on this machine.")

    def handle(self, *, web: str, **options: Any) -> None:
        wrong = 0
        for finding in check_up(web=web):
            mark = self.style.SUCCESS("fine ") if finding.fine else self.style.ERROR("wrong")
            self.stdout.write(f"{mark}  {finding.subject:<24} {finding.state}")
            if not finding.fine:
                wrong += 1
                self.stdout.write(f"       {'':<24} {finding.remedy}")
        sys.exit(1 if wrong else 0)
