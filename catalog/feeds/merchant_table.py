"""Google Merchant Center's product data as a text table, with tabs by custom."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from catalog.feeds import merchant_center
from catalog.feeds.base import Option, Parsed, ReadOptions
from catalog.feeds.cells import guarded
from catalog.feeds.merchant_writing import chosen_columns, items
from catalog.feeds.rows import StoreRows
from catalog.feeds.table_format import TableFormat, each_sku_once, rows_of


class MerchantTable(TableFormat):
    code = "merchant_tsv"
    label = "Google Merchant Center (text)"
    suffixes: tuple[str, ...] = (".tsv", ".txt", ".csv")
    fields: Mapping[str, str] = merchant_center.FIELDS
    speaks: Mapping[str, tuple[str, ...]] = merchant_center.SPEAKS
    options: tuple[Option, ...] = ()

    def suggest(self, columns: Sequence[str]) -> dict[str, str]:
        return merchant_center.suggest(columns)

    def recognise(self, columns: Sequence[str], *, path: Path) -> float:
        return merchant_center.recognise(columns)

    def read(self, path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
        return each_sku_once(_read(path, mapping=mapping, options=options))

    def write(self, shop: StoreRows, out: TextIO, *, options: Mapping[str, Any]) -> None:
        columns = chosen_columns(options)
        writer = csv.writer(out, delimiter="\t")
        writer.writerow(columns)
        for item in items(shop, columns=columns, program=str(options.get("program", ""))):
            writer.writerow([guarded(",".join(item.get(column, ()))) for column in columns])


def _read(path: Path, *, mapping: Mapping[str, str], options: ReadOptions) -> Iterator[Parsed]:
    for record, cells in rows_of(path, mapping=mapping):
        if record.error:
            yield Parsed(record.row, errors=(record.error,))
        else:
            yield merchant_center.item(cells, options=options)
