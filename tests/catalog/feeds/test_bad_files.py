"""Files as they arrive on a bad day: cut, misencoded, hostile. Each bad row is named, the others are read."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds import FORMATS, esci, format_by_code
from catalog.feeds.base import FeedError
from catalog.feeds.tables import LONGEST_CELL
from catalog.imports.intake import detect
from tests.catalog.feeds.reading import Read, file_with, read
from tests.catalog.feeds.test_round_trips import often

# The header of each table, and a row as good as any.
TABLES = {
    "woocommerce_csv": ("ID,Type,SKU,Name,Published,Regular price", '{n},simple,{sku},"{name}",1,90.00'),
    "shopify": (
        "Handle,Title,Vendor,Variant SKU,Option1 Value,Variant Price",
        'h-{n},"{name}",Aurelia,{sku},Red,90.00',
    ),
    "merchant_tsv": ("id,title,image_link,availability,price,brand", '{sku},"{name}",,in_stock,90.00 EUR,Aurelia'),
    "own_csv": ("sku,name,item_group,tags,price,status", '{sku},"{name}",,,90.00,active'),
}
CODES = tuple(TABLES)


def table(code: str, *names: str) -> str:
    header, row = TABLES[code]
    return "\n".join([header, *(row.format(n=n, sku=f"HAT-{n}", name=name) for n, name in enumerate(names, 1)), ""])


def reasons(found: Read) -> list[tuple[int, str]]:
    return [(error.row, error.reason) for error in found.errors]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_read_in_whatever_encoding_it_was_saved(code: str, encoding: str, tmp_path: Path) -> None:
    path = file_with(tmp_path, table(code, "Béret à carreaux – Größe 7"), encoding=encoding)

    assert detect(path).code == code
    found = read(code, path)

    assert found.errors == []
    assert [row.name for row in found.products.values()] == ["Béret à carreaux – Größe 7"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_is_read_with_whatever_separator(code: str, separator: str, tmp_path: Path) -> None:
    found = read(code, file_with(tmp_path, table(code, "Beret").replace(",", separator)))

    assert found.errors == []
    assert found.products["HAT-1"].name == "Beret"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff", "\0\0\0\0", "\0" * 5000])
def test_an_empty_file_is_said_to_be_empty_or_binary(code: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"empty|binary|Only one column"):
        format_by_code(code).columns(file_with(tmp_path, text))


@pytest.mark.parametrize("code", CODES)
def test_a_header_alone_holds_no_rows(code: str, tmp_path: Path) -> None:
    found = read(code, file_with(tmp_path, table(code)))

    assert (found.rows, found.errors) == ([], [])


@pytest.mark.parametrize("code", CODES)
def test_nul_bytes_spoil_their_row_alone(code: str, tmp_path: Path) -> None:
    found = read(code, file_with(tmp_path, table(code, "Beret", "Ca\0p", "Fez")))

    assert reasons(found) == [(3, "The row holds NUL bytes, which no text may hold.")]
    assert list(found.products) == ["HAT-1", "HAT-3"]


@pytest.mark.parametrize("code", CODES)
def test_a_cell_of_ten_megabytes_spoils_its_row_alone(code: str, tmp_path: Path) -> None:
    found = read(code, file_with(tmp_path, table(code, "Beret", "x" * 10_000_000, "Fez")))

    assert reasons(found)[0][0] == 3
    assert f"longer than {LONGEST_CELL:,} characters" in reasons(found)[0][1]
    assert list(found.products) == ["HAT-1", "HAT-3"]


@pytest.mark.parametrize("code", CODES)
def test_a_cell_of_many_lines_and_ten_megabytes_ends_somewhere(code: str, tmp_path: Path) -> None:
    found = read(code, file_with(tmp_path, table(code, "Beret", f"{'x' * 999}\n" * 10_000, "Fez")))

    assert found.errors[0].row == 3
    assert list(found.products)[:1] == ["HAT-1"]
    assert all(len(error.value) <= 200 for error in found.errors)


@pytest.mark.parametrize("code", CODES)
def test_a_quote_that_is_never_closed_is_named(code: str, tmp_path: Path) -> None:
    text = table(code, "Beret", "Cap", "Fez").replace('"Cap"', '"Cap')

    found = read(code, file_with(tmp_path, text))

    assert list(found.products) == ["HAT-1"]
    assert reasons(found) == [(3, "A quote is never closed, or stands alone within a quoted text.")]


@pytest.mark.parametrize("code", CODES)
def test_a_quote_that_is_open_at_the_end_is_named(code: str, tmp_path: Path) -> None:
    found = read(code, file_with(tmp_path, table(code, "Beret", "Cap").replace('"Cap"', '"Cap')))

    assert list(found.products) == ["HAT-1"]
    assert reasons(found) == [(3, "The file ends inside of a quoted text.")]


@pytest.mark.parametrize("code", CODES)
def test_quotes_that_were_not_doubled_are_read_as_they_were_meant(code: str, tmp_path: Path) -> None:
    text = table(code, "Beret", "Cap", "Fez").replace('"Cap"', '"Cap" with "brim"').replace('"Fez"', '5" Fez')

    found = read(code, file_with(tmp_path, text))

    assert found.errors == []
    assert [row.name for row in found.products.values()] == ["Beret", 'Cap with "brim"', '5" Fez']


@pytest.mark.parametrize("code", CODES)
def test_a_file_that_was_cut_names_its_last_row(code: str, tmp_path: Path) -> None:
    text = table(code, "Beret", "Cap")
    for length in range(text.rindex("HAT-2") + 6, len(text) - 2):
        found = read(code, file_with(tmp_path, text[:length]))
        assert "HAT-1" in found.products
        # What is cut within its last cell cannot be told from a shorter text; nothing else slips through.
        last = text[:length].rpartition("\n")[2]
        assert found.errors or last.count(",") == TABLES[code][0].count(","), text[:length]


@pytest.mark.parametrize("code", CODES)
def test_a_sku_that_comes_twice_is_taken_once(code: str, tmp_path: Path) -> None:
    text = table(code, "Beret", "Cap", "Fez").replace("HAT-3", "HAT-1")

    found = read(code, file_with(tmp_path, text))

    assert found.products["HAT-1"].name == "Beret"
    assert list(found.products) == ["HAT-1", "HAT-2"]
    assert reasons(found) == [(4, "The SKU stands in row 2 already.")]


@pytest.mark.parametrize("code", CODES)
def test_a_column_that_comes_twice_gets_a_name_of_its_own(code: str, tmp_path: Path) -> None:
    header, *rows = table(code, "Beret").strip().split("\n")
    doubled = "\n".join([f"{header},{header}", *(f"{row},{row}" for row in rows)])

    path = file_with(tmp_path, doubled)
    columns = format_by_code(code).columns(path)

    assert len(set(columns)) == len(columns) == 2 * len(header.split(","))
    assert read(code, path).products["HAT-1"].name == "Beret"


@pytest.mark.parametrize("code", CODES)
def test_too_many_cells_are_named_with_the_first_that_has_no_column(code: str, tmp_path: Path) -> None:
    text = table(code, "Beret", "Cap").replace('"Cap"', "Cap, blue")

    found = read(code, file_with(tmp_path, text))

    assert list(found.products) == ["HAT-1"]
    assert "The row has 7 cells, the header has 6." in reasons(found)[0][1]


@pytest.mark.parametrize("code", [each.code for each in FORMATS])
def test_a_workbook_or_picture_is_never_a_feed(code: str, tmp_path: Path) -> None:
    for head in (
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n\0\0\0\r",
        b"\x1f\x8b\x08\0",
        b"MZ\x90\0",
    ):
        path = tmp_path / f"{code}-{head.hex()}{format_by_code(code).suffixes[0]}"
        path.write_bytes(head + bytes(range(256)) * 20)
        with pytest.raises(FeedError):
            format_by_code(code).columns(path)


@often
@given(data=st.binary(max_size=400), code=st.sampled_from([each.code for each in FORMATS]))
def test_no_bytes_whatever_bring_a_reader_down(data: bytes, code: str, tmp_path: Path) -> None:
    path = file_with(tmp_path, data.decode("latin-1"), encoding="latin-1", suffix=format_by_code(code).suffixes[0])
    with suppress(FeedError):
        read(code, path)


@often
@given(data=st.text(max_size=200), code=st.sampled_from(CODES))
def test_no_rows_whatever_below_a_good_header_bring_a_reader_down(data: str, code: str, tmp_path: Path) -> None:
    text = table(code, "Beret") + data.encode("utf-8", "ignore").decode()

    found = read(code, file_with(tmp_path, text))

    assert "HAT-1" in found.products
    assert all(error.reason and error.remedy for error in found.errors)


BOMBS = {
    "entities": '<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><rss><item>&b;</item></rss>',
    "external": '<!DOCTYPE r SYSTEM "file:///etc/passwd"><rss><item><id>1</id></item></rss>',
    "parameter": '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://192.0.2.1/x">%p;]><rss/>',
    "deep": f"<rss><item>{'<a>' * 500}{'</a>' * 500}</item></rss>",
    "undefined": "<rss><item><id>&never;</id></item></rss>",
    "no items": "<rss><channel/></rss>",
    "no xml": "id,title\n1,2\n",
}


@pytest.mark.parametrize("name", list(BOMBS))
def test_xml_that_would_burst_or_call_out_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"DOCTYPE|too deep|broken|no <item>"):
        format_by_code("merchant_xml").columns(file_with(tmp_path, BOMBS[name], suffix=".xml"))


def item(number: int, title: str = "Beret") -> str:
    return f"<item><g:id>HAT-{number}</g:id><g:title>{title}</g:title><g:price>90.00 EUR</g:price></item>"


def rss(*items: str) -> str:
    return f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel>{"".join(items)}</channel></rss>'


def test_xml_that_was_cut_keeps_the_items_before(tmp_path: Path) -> None:
    text = rss(item(1), item(2), item(3))

    found = read("merchant_xml", file_with(tmp_path, text[: text.index("HAT-3")], suffix=".xml"))

    assert list(found.products) == ["HAT-1", "HAT-2"]
    assert "The XML is broken in line 1" in found.errors[0].reason


def test_an_item_of_ten_megabytes_spoils_itself_alone(tmp_path: Path) -> None:
    found = read("merchant_xml", file_with(tmp_path, rss(item(1), item(2, "x" * 10**7), item(3)), suffix=".xml"))

    assert list(found.products) == ["HAT-1", "HAT-3"]
    assert reasons(found) == [(3, f"The item holds more than {LONGEST_CELL:,} characters.")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_xml_is_read_in_the_encoding_that_it_declares(encoding: str, tmp_path: Path) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{rss(item(1, "Béret"))}'

    found = read("merchant_xml", file_with(tmp_path, text, suffix=".xml", encoding=encoding))

    assert found.products["HAT-1"].name == "Béret"


def test_a_packed_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(esci, "MOST_BYTES", 1 << 22)
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(b'{"asin": "A", "title": "B", "bullet_points": ""}\n' + b" " * (1 << 24)))

    with pytest.raises(FeedError, match="unpacks to more than 4 MB"):
        read("esci", bomb)


def test_a_packed_file_that_was_cut_says_so(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"asin": "A%d", "title": "B"}\n' % n for n in range(5000)))
    cut = tmp_path / "cut.gz"
    cut.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(FeedError, match="damaged or cut off"):
        read("esci", cut)


BRAND = '{"kind": "brand", "brand": "orso", "name": "Orso"}'


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"kind": "brand", "bra', "no JSON, or is cut off"),
        ("[1, 2]", "no object"),
        ('{"kind": "hat"}', "kind is not known"),
        ('{"kind": ["brand"]}', "kind is not known"),
        ('{"kind": "brand", "brand": "orso"}', "There is no value"),
        ('{"kind": "brand", "brand": {"a": 1}, "name": "Orso"}', "no single value"),
        ('{"kind": "brand", "brand": "orso", "name": "Or\\u0000so"}', "character that is none"),
        ('{"kind": "brand", "brand": "orso", "name": "\\ud800"}', "character that is none"),
        ('{"kind": "product", "sku": "A", "name": "A", "price": NaN}', "no JSON"),
        ('{"kind": "product", "sku": "A", "name": "A", "price": 1e400}', "plain amount"),
        ('{"kind": "product", "sku": "A", "name": "A", "price": -1}', "below 0"),
        ('{"kind": "product", "sku": "A", "name": "A", "price": 1, "tags": "new"}', "no list"),
        ('{"kind": "product", "sku": "A", "name": "A", "price": 1, "attributes": [1]}', "no object"),
        (
            '{"kind": "product", "sku": "A", "name": "A", "price": 1, "components": [{"part": "body"}]}',
            "has no material",
        ),
        ("[" * 100_000, "no JSON"),
        ('{"kind": "brand", "brand": "' + "x" * 10_000_000 + '"}', "longer than"),
    ],
)
def test_a_bad_line_of_json_is_named_and_the_next_is_read(line: str, words: str, tmp_path: Path) -> None:
    # The first line of each kind says which keys there are.
    keys = '{"kind": "product", "sku": "B", "name": "B", "price": 1, "tags": [], "attributes": {}, "components": []}'
    found = read("own_jsonl", file_with(tmp_path, "\n".join([keys, BRAND, line, BRAND]), suffix=".jsonl"))

    assert [error.row for error in found.errors][:1] == [3]
    assert words in found.errors[0].reason
    assert len(found.rows) == 3
