"""Keys for a machine where nobody has set any: made once, kept in the home folder, readable by their owner alone."""

import base64
import os
import secrets
from pathlib import Path


def kept_secret(home: Path, name: str) -> str:
    """This will read the named secret of this home folder, making it the first time."""
    return _kept(home, name, fresh=secrets.token_urlsafe(48))


def kept_fernet_key(home: Path, name: str) -> str:
    """This will read the named Fernet key (32 bytes, URL-safe base64) of this home folder, making it the first time."""
    return _kept(home, name, fresh=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def _kept(home: Path, name: str, *, fresh: str) -> str:
    folder = home / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        _write_once(path, fresh)
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    # A link appears whole or not at all, so two processes that start at once agree on one key.
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
