"""Addresses of shops that a person types: brought into one form, and refused where asking there would be unsafe."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class BadAddress(ValueError):
    """The address cannot be asked. The message says what to write instead."""


def checked_address(text: str, *, plain_allowed: bool) -> str:
    """This will bring a shop's address into one form. Raises BadAddress.

    Keys travel with every question, so it must be https, but for this machine or where `plain_allowed`.
    """
    parts = _parts(text.strip())
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        raise BadAddress("The address must begin with https://.")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("Leave name and password out of the address; the keys have fields of their own.")
    if parts.query or parts.fragment:
        raise BadAddress("Leave out what begins with ? or #; the address of the front page is enough.")
    if parts.scheme == "http" and not (plain_allowed or host in LOOPBACK):
        raise BadAddress("The address must begin with https://: the keys would be sent readable for all on the way.")
    return f"{parts.scheme}://{_host(host)}{_port(parts)}{_path(parts.path)}"


def is_askable(address: IPv4Address | IPv6Address) -> bool:
    """This will say whether a machine may be asked: not those that only neighbours on the wire answer for.

    Link-local addresses hold what a cloud tells its machines, keys included.
    """
    plain = getattr(address, "ipv4_mapped", None) or address
    return not (plain.is_link_local or plain.is_multicast or plain.is_unspecified)


def _parts(text: str) -> SplitResult:
    if not text.isprintable() or any(letter.isspace() for letter in text):
        raise BadAddress("The address holds a space or a character that cannot be seen. Write it again.")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        _ = parts.port
    except ValueError as error:
        raise BadAddress("This is no address. Write it as in https://shop.example.com.") from error
    return parts


def _host(host: str) -> str:
    try:
        number = ip_address(host)
    except ValueError:
        return _name(host)
    if not is_askable(number):
        raise BadAddress(f"{host} is no address of a shop. Write its name.")
    return f"[{host}]" if number.version == 6 else host


def _name(host: str) -> str:
    try:
        name = host.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not name or any(letter not in "abcdefghijklmnopqrstuvwxyz0123456789.-" for letter in name):
        raise BadAddress("This is no name of a machine. Write it as in https://shop.example.com.")
    return name


def _port(parts: SplitResult) -> str:
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f":{parts.port}" if parts.port and parts.port != usual else ""


def _path(path: str) -> str:
    """People copy the address of the API as well as that of the shop."""
    return path.partition("/wp-json")[0].rstrip("/")
