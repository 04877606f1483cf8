"""The bytes that carry incidents to the browser hold what the table holds."""

import numpy as np
import pytest

from geo.incidents.table import made_up
from geo.views import layer_data


@pytest.fixture(scope="module")
def table():
    return made_up(2_000, seed=3)


def test_columns_survive(table):
    header, parts = layer_data.decode(layer_data.encode(table))
    assert header["n"] == table.n
    for name in ("day", "day_end", "kind", "precision", "bank", "region", "district", "status", "party_mask"):
        np.testing.assert_array_equal(parts[name], getattr(table, name))
    np.testing.assert_array_equal(parts["killed"], table.killed_best)
    np.testing.assert_array_equal(np.column_stack([parts["segment_low"], parts["segment_high"]]), table.segment_mask)


def test_positions_are_kept_to_half_a_metre(table):
    header, parts = layer_data.decode(layer_data.encode(table))
    x, y = layer_data.mercator(table.lon, table.lat)
    mapped = ~np.isnan(table.lon)
    metres_per_unit = 40_075_017 * np.cos(np.radians(37))
    for name, exact, origin in (("x", x, header["origin"][0]), ("y", y, header["origin"][1])):
        error = np.abs(parts[name].astype(np.float64) + origin - exact)[mapped].max()
        assert error * metres_per_unit < 0.5
    np.testing.assert_array_equal(np.isnan(parts["x"]), ~mapped)


def test_texts_are_held_once(table):
    _, parts = layer_data.decode(layer_data.encode(table))
    for column, entries, positions in ((table.titles, "titles", "title"), (table.text, "texts", "text")):
        lines = parts[entries].split("\n")[:-1]
        assert len(lines) == len(set(lines))
        assert [lines[position] for position in parts[positions]] == [
            text.replace("\n", " ") for text in column.to_pylist()
        ]


def test_parts_start_where_typed_arrays_may(table):
    data = layer_data.encode(table)
    header, _ = layer_data.decode(data)
    start = 4 + int.from_bytes(data[:4], "little")
    assert all((start + part["offset"]) % 8 == 0 for part in header["parts"].values())


def test_token_names_the_content(table):
    assert layer_data.token(layer_data.encode(table)) == layer_data.token(layer_data.encode(table))
    assert layer_data.token(layer_data.encode(table)) != layer_data.token(layer_data.encode(made_up(2_000, seed=4)))


def test_no_incidents_is_a_table_too():
    header, parts = layer_data.decode(layer_data.encode(made_up(0)))
    assert header["n"] == 0
    assert parts["texts"] == ""
