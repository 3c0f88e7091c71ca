"""The web server: whether it answers, and what its processes say of their snapshots."""

import http.client
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from catalog.models import Store
from woorec.checkup.finding import Finding
from woorec.metrics import SNAPSHOT_CHECKED, SNAPSHOT_LOADED
from woorec.metrics_folder import live_folders, living_workers

TIMEOUT = 5.0
UNCHECKED = 120.0  # seconds after which a poll is surely missing, whatever a load takes
OLD = 3 * 3600.0  # a snapshot is renewed every hour
PROC = Path("/proc")
LOG = "Look in the log of web for 'could not be renewed', then restart the web server."


def look_at_web(address: str = "") -> Iterator[Finding]:
    """This will ask the web server whether it can serve, and look whether a process of it holds PyTorch."""
    bind = "127.0.0.1" if settings.WEB_BIND in ("0.0.0.0", "::") else settings.WEB_BIND
    yield _answer(address or f"http://{bind}:{settings.WEB_PORT}")
    pids = sorted({pid for folder in live_folders(settings.HOME) for pid in living_workers(folder)})
    if heavy := [pid for pid in pids if _holds_torch(pid)]:
        named = ", ".join(map(str, heavy))
        remedy = "Restart the web server. If it comes back, something of your own imports torch where lists are served."
        yield Finding("Web memory", f"PyTorch is loaded in process {named}", remedy)


def look_at_snapshots() -> Iterator[Finding]:
    """This will say of each store what the web processes of this machine say; nothing while none runs."""
    folders = live_folders(settings.HOME)
    if not folders:
        return
    loaded, checked = (_oldest(folders, gauge._name) for gauge in (SNAPSHOT_LOADED, SNAPSHOT_CHECKED))
    for code in Store.objects.values_list("code", flat=True):
        yield _snapshot(code, loaded.get(code), checked.get(code), now=time.time())


def _snapshot(code: str, loaded: float | None, checked: float | None, *, now: float) -> Finding:
    subject = f"{code}: snapshot"
    if loaded is None or checked is None:
        return Finding(subject, "no web process has one yet", f"Wait a minute and look again. {LOG}")
    if now - checked > UNCHECKED:
        state = f"a web process last looked for changes {(now - checked) / 60:.0f} min ago"
        return Finding(subject, state, f"What is published does not reach the shop. {LOG}")
    state = f"the oldest was loaded {(now - loaded) / 60:.0f} min ago"
    return Finding(subject, state, f"It should be an hour old at most. {LOG}" if now - loaded > OLD else "")


def _oldest(folders: list[Path], name: str) -> Mapping[str, float]:
    """This will find the least value of a gauge for each store, over all servers of this machine."""
    found: dict[str, float] = {}
    for folder in folders:
        for metric in MultiProcessCollector(CollectorRegistry(), path=str(folder)).collect():
            for sample in metric.samples if metric.name == name else ():
                code = sample.labels["store"]
                found[code] = min(sample.value, found.get(code, sample.value))
    return found


def _answer(address: str) -> Finding:
    try:
        status, host = _ask(address)
    except (OSError, http.client.HTTPException) as error:
        remedy = "Start it with manage.py up, or say with --web where it runs."
        return Finding("Web", f"nothing answers at {address}: {error}", remedy)
    if status == 503:
        return Finding(
            "Web", f"{address} answers and cannot read the database", "Look at DATABASE_URL of the web server."
        )
    if status == 400:
        return Finding("Web", f"{address} refuses the host name {host}", f"Add {host} to ALLOWED_HOSTS.")
    if status >= 400:
        return Finding("Web", f"{address} answers with status {status}", "Look in the log of web for the error.")
    return Finding("Web", f"answers at {address}")


def _ask(address: str) -> tuple[int, str]:
    parts = urlsplit(address)
    sort = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    named = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    host = named[0] if named else parts.netloc
    client = sort(parts.netloc, timeout=TIMEOUT)
    try:
        client.request("GET", "/readyz", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return client.getresponse().status, host
    finally:
        client.close()


def _holds_torch(pid: int) -> bool:
    """Only Linux tells."""
    try:
        return "libtorch" in (PROC / str(pid) / "maps").read_text()
    except OSError:
        return False
