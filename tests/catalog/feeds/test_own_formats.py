"""Our own tables and JSON Lines, for what no shop system keeps: warehouses, tiers, materials, evidence, components."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.feeds import FeedError, format_by_code
from catalog.feeds.own_csv import TABLES
from catalog.feeds.rows import (
    ComponentRow,
    EvidenceRow,
    FigureRow,
    MaterialRow,
    PriceRow,
    ProductRow,
    RegionRow,
    StockRow,
    TierRow,
    WarehouseRow,
)
from catalog.imports.intake import detect
from tests.catalog.feeds.reading import file_with, read
from tests.factories import small_shop

EVIDENCE = EvidenceRow(
    "nickel", "release", 0.12, "EN 1811:2023", date(2026, 1, 5), True, "Lab", "R-7", date(2028, 1, 5)
)
CASES = {
    "warehouses": (
        "warehouse,name,city,continent\nhk,Hong Kong,Hong Kong,Asia\n",
        WarehouseRow("hk", "Hong Kong", "Hong Kong", "Asia"),
    ),
    "regions": (
        "region,name,currency,warehouses\nasia,Asia,HKD,hk|florence\n",
        RegionRow("asia", "Asia", "HKD", ("hk", "florence")),
    ),
    "tiers": (
        "tier,name,rank,discount_percent,minimum_spend,spend_months,note\ngold,Gold,2,12.50,1000.00,12,By hand\n",
        TierRow("gold", "Gold", 2, Decimal("12.50"), Decimal("1000.00"), 12, "By hand"),
    ),
    "prices": (
        "sku,region,tier,amount,currency\nT-1,eu,gold,350.00,EUR\n",
        PriceRow("T-1", "eu", "gold", Decimal("350.00"), "EUR"),
    ),
    "stock": ("sku,warehouse,quantity,sequence\nT-1,hk,7,1024\n", StockRow("T-1", "hk", 7, 1024)),
    "materials": (
        "material,name,family,colour_hex,gloss_gu60,metal_designation,alloy,coating\n"
        "steel,Steel,metal,#c0c0c0,40.5,AISI 316L,Fe:60:72|Ni:10:13,1:gold:0.5:galvanic\n",
        MaterialRow(
            **{"code": "steel", "name": "Steel", "family": "metal", "colour_hex": "#c0c0c0", "gloss_gu60": 40.5},
            metal={"designation": "AISI 316L"},
            alloy=(("Fe", 60.0, 72.0), ("Ni", 10.0, 13.0)),
            coating=((1, "gold", 0.5, "galvanic"),),
        ),
    ),
    "evidence": (
        "material,allergen,measure,value,below,method,tested_on,laboratory,report,expires_on\n"
        "steel,nickel,release,0.12,true,EN 1811:2023,2026-01-05,Lab,R-7,2028-01-05\n",
        FigureRow("steel", EVIDENCE),
    ),
    "components": (
        "sku,part,material,contact,share_percent\nT-1,hardware,steel,prolonged,12.5\nT-1,body,calf,incidental,87.5\n",
        ProductRow(
            *("T-1", "", "", "", Decimal(0)),
            components=(
                ComponentRow("hardware", "steel", "prolonged", 12.5),
                ComponentRow("body", "calf", "incidental", 87.5),
            ),
        ),
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_table_tells_its_kind_by_its_columns(name: str, tmp_path: Path) -> None:
    text, row = CASES[name]
    path = file_with(tmp_path, text)

    assert detect(path).code == "own_csv"
    found = read("own_csv", path)

    assert found.errors == []
    assert found.rows == [row]


def test_json_lines_hold_all_kinds_with_their_parts(tmp_path: Path) -> None:
    lines = (
        '{"kind": "warehouse", "warehouse": "hk", "name": "Hong Kong"}',
        '{"kind": "tier", "tier": "gold", "name": "Gold", "rank": 2}',
        '{"kind": "material", "material": "steel", "name": "Steel", "family": "metal", "colour_hex": "#c0c0c0",'
        ' "metal_designation": "AISI 316L", "evidence": [{"allergen": "nickel", "measure": "release", "value": 0.12,'
        ' "below": true, "method": "EN 1811:2023", "tested_on": "2026-01-05", "laboratory": "Lab", "report": "R-7",'
        ' "expires_on": "2028-01-05"}]}',
        '{"kind": "product", "sku": "T-1", "name": "Tote", "price": 420.0, "attributes": {"closure": "zip"},'
        ' "components": [{"part": "body", "material": "steel", "contact": "prolonged"}]}',
        '{"kind": "stock", "sku": "T-1", "warehouse": "hk", "quantity": -2, "sequence": 5, "is_delta": true}',
    )
    path = file_with(tmp_path, "\n".join(lines), suffix=".jsonl")
    assert detect(path).code == "own_jsonl"

    found = read("own_jsonl", path)

    assert found.errors == []
    warehouse, tier, steel, tote, stock = found.rows
    assert (warehouse, tier) == (WarehouseRow("hk", "Hong Kong"), TierRow("gold", "Gold", 2))
    assert steel.evidence == (EVIDENCE,)
    assert (tote.price, tote.attributes) == (Decimal("420.00"), {"closure": "zip"})
    assert tote.components[0].contact == "prolonged"
    assert stock == StockRow("T-1", "hk", -2, 5, True)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("tier,name,rank\ngold,Gold,second\n", "rank", "not a whole number"),
        ("tier,name,rank\ngold,,2\n", "name", "empty"),
        ("warehouse,name\nHong Kong,Hong Kong\n", "warehouse", "letters, digits"),
        ("sku,warehouse,quantity\nT-1,hk,\n", "quantity", "empty"),
        ("sku,part,material,contact\nT-1,body,calf,everywhere\n", "contact", "not known"),
        (
            "material,allergen,measure,value,method,tested_on\nsteel,gold,release,0.1,EN,2026-01-05\n",
            "allergen",
            "not known",
        ),
        (
            "material,allergen,measure,value,method,tested_on\nsteel,nickel,release,1e999,EN,2026-01-05\n",
            "value",
            "not a number",
        ),
        ("material,allergen,measure,value,method,tested_on\nsteel,nickel,release,,EN,2026-01-05\n", "value", "empty"),
        ("sku,name,price,attributes\nT-1,Tote,1,closure\n", "attributes", "lacks a part"),
        ("sku,name,price,components\n,Tote,1,\n", "sku", "empty"),
    ],
)
def test_a_bad_cell_is_named(text: str, column: str, words: str, tmp_path: Path) -> None:
    found = read("own_csv", file_with(tmp_path, text))

    assert [(error.row, error.column) for error in found.errors] == [(2, column)]
    assert words in found.errors[0].reason
    assert found.rows == []


def test_columns_that_tell_no_kind_are_refused_with_all_kinds(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="do not tell what the table holds.*warehouses: name, warehouse"):
        read("own_csv", file_with(tmp_path, "colour,size\nred,4\n"))


FORMULA = '=HYPERLINK("http://192.0.2.1","Click")'


@pytest.mark.parametrize("code", ["woocommerce_csv", "shopify", "shopify_inventory", "merchant_tsv", "own_csv"])
def test_no_cell_that_is_exported_is_run_by_a_spreadsheet(code: str) -> None:
    plain = small_shop()
    shop = replace(
        plain,
        products=tuple(
            replace(row, name=FORMULA, attributes={"@cmd": "+1+cmd"}, sku=f"-{row.sku}") for row in plain.products
        ),
        stock=tuple(replace(row, sku=f"-{row.sku}") for row in plain.stock),
        brands=tuple(replace(row, name="\t=1") for row in plain.brands),
    )
    for kind in TABLES if code == "own_csv" else ("",):
        out = io.StringIO()
        format_by_code(code).write(shop, out, options={"kind": kind})
        for line in csv.reader(io.StringIO(out.getvalue()), delimiter="\t" if code == "merchant_tsv" else ","):
            for cell in line:
                assert cell[:1] not in ("=", "+", "@", "\t", "\r"), cell
                assert cell[:1] != "-" or cell[1:].replace(".", "").isdigit(), cell
