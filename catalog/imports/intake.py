"""From an uploaded file to a row: which format it is, which column means what."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from django.contrib.auth.models import User

from catalog.feeds import FORMATS, format_by_code
from catalog.feeds.base import FeedError, FeedFormat, Option, ReadOptions
from catalog.imports.files import file_of, keep_file
from catalog.models import FeedImport, Store


def receive(
    store: Store, parts: Iterable[bytes], *, name: str, by: User | None = None, format_code: str = ""
) -> FeedImport:
    """This will keep a file and find out what it is, unless the format is named.

    Raises FeedError when no format can read it, and TooLarge.
    """
    path, size = keep_file(store, parts, suffix=Path(name).suffix)
    feed_import = FeedImport(store=store, uploaded_by=by, file_name=_shown(name), path=path, size=size)
    try:
        use_format(feed_import, format_by_code(format_code) if format_code else detect(file_of(feed_import)))
    except FeedError:
        file_of(feed_import).unlink(missing_ok=True)
        raise
    feed_import.save()
    return feed_import


def detect(path: Path) -> FeedFormat:
    """This will find the format that understands most of a file. Raises FeedError when none does.

    A name that no format goes by says nothing about the file, so all of them look at it.
    """
    found: list[tuple[float, FeedFormat]] = []
    errors: list[FeedError] = []
    for each in [each for each in FORMATS if path.suffix in each.suffixes] or FORMATS:
        try:
            found.append((each.recognise(each.columns(path), path=path), each))
        except FeedError as error:
            errors.append(error)
    sure, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
    if best is not None and sure > 0:
        return best
    if errors and not found:
        raise errors[0]
    known = ", ".join(each.label for each in FORMATS)
    raise FeedError(f"The file is none of the formats known here: {known}. Choose its format by hand, or correct it.")


def use_format(feed_import: FeedImport, feed_format: FeedFormat) -> None:
    """This will set a format and what it suggests for each column; nothing is saved. Raises FeedError."""
    columns = feed_format.columns(file_of(feed_import))
    feed_import.format = feed_format.code
    feed_import.columns = [column[:200] for column in columns]
    feed_import.mapping = feed_format.suggest(columns)
    feed_import.options = {option.code: option.default for option in feed_format.options}
    for option in feed_format.options:
        choices = choices_of(option, feed_import.store)
        if not option.default and len(choices) == 1:
            feed_import.options[option.code] = choices[0][0]


def choices_of(option: Option, store: Store) -> list[tuple[str, str]]:
    """This will list the answers to a question of a format: its own, or the store's warehouses, regions or tiers."""
    if not option.source:
        return list(option.choices)
    return list(getattr(store, option.source).values_list("code", "name"))


def read_options(feed_import: FeedImport) -> ReadOptions:
    store = feed_import.store
    warehouses = dict(store.warehouses.values_list("code", "name"))
    return ReadOptions(currency=store.currency, values=dict(feed_import.options), warehouses=warehouses)


def named_mapping(feed_format: FeedFormat, suggested: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """This will lay choices over a suggestion. Raises FeedError when one names what is not there."""
    for column, name in chosen.items():
        if column not in suggested:
            raise FeedError(f"The file has no column {column!r}. Its columns: {', '.join(suggested)}.")
        if name and name not in feed_format.fields:
            raise FeedError(f"{name!r} is no field. The fields: {', '.join(feed_format.fields)}.")
    return {**suggested, **chosen}


def _shown(name: str) -> str:
    """This will keep the last part of a file's name, without control characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-200:] or "file"
