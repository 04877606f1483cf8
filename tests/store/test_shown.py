"""What is shown now, found by SQL: the same incidents as a filter selects of a table of all."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.core import vocab
from geo.core.errors import AccessError, StoreError
from geo.core.model import Casualties, DateSpan, Incident, Reading
from geo.incidents import areas, dataset
from geo.incidents.filters import Filter
from geo.incidents.table import IncidentTable
from geo.store import schema, shown
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store


@pytest.fixture(scope="module")
def file_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("store") / "test.db") as opened:
        yield opened


def _some(values: object) -> st.SearchStrategy[tuple[str, ...]]:
    chosen = st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3, unique=True)  # type: ignore[call-overload]
    return st.one_of(st.just(()), st.just(()), chosen.map(tuple))


DAYS = st.one_of(st.none(), st.none(), st.dates(dt.date(1992, 1, 1), dt.date(2026, 12, 31)))


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Make a filter of any fields, most of them empty, so that some incidents are left."""
    first, last = draw(DAYS), draw(DAYS)
    if first and last and first > last:
        first, last = last, first
    known = areas.load()
    return Filter(
        date_from=first,
        date_to=last,
        regions=draw(_some(known.regions.ids)),
        districts=draw(_some(known.districts.ids)),
        segments=draw(_some(known.segments.ids)),
        kinds=draw(_some(vocab.KINDS)),
        parties=draw(_some(vocab.PARTIES)),
        banks=draw(_some(vocab.COUNTRIES)),
        min_killed=draw(st.sampled_from((None, None, 0, 1, 3, 10))),
        precisions=draw(_some(vocab.PRECISION_CLASSES)),
        statuses=draw(_some(vocab.INCIDENT_STATUSES)),
        text=draw(st.sampled_from((None, None, None, "border", "Guards tajik", "%", "_", "\\", "ISHKOSHIM", "'"))),
    )


@settings(max_examples=300)
@given(filters())
def test_filter_selects_the_same_as_of_a_table(file_store: Store, chosen: Filter) -> None:
    table = IncidentTable.from_incidents(dataset.load())
    expected = table.incidents(chosen.mask(table))
    assert file_store.incidents(chosen) == expected
    assert file_store.ids(chosen) == [incident.id for incident in expected]
    assert file_store.count(chosen) == len(expected)


@pytest.mark.parametrize(
    "chosen",
    [
        Filter(),
        Filter(date_from=dt.date(2025, 11, 1), date_to=dt.date(2026, 1, 31)),
        Filter(date_from=dt.date(2020, 1, 1)),
        Filter(date_to=dt.date(2000, 1, 1)),
        Filter(regions=("tj-khatlon",), kinds=("clash", "shooting")),
        Filter(segments=(areas.load().segments.ids[3],), min_killed=1),
        Filter(parties=("taliban", "smugglers"), banks=("TJ",)),
        Filter(precisions=("district", "region"), statuses=("reported",)),
        Filter(text="border GUARDS"),
        Filter(text="100%"),
    ],
)
def test_both_databases_select_the_same(store: Store, chosen: Filter) -> None:
    table = IncidentTable.from_incidents(dataset.load())
    expected = table.incidents(chosen.mask(table))
    assert store.incidents(chosen) == expected
    assert store.table(chosen).n == store.count(chosen) == len(expected)


@settings(max_examples=50)
@given(filters())
def test_table_is_that_of_the_incidents(
    file_store: Store, assert_same_table: Callable[[IncidentTable, IncidentTable], None], chosen: Filter
) -> None:
    assert_same_table(file_store.table(chosen), IncidentTable.from_incidents(file_store.incidents(chosen)))


def test_table_keeps_what_was_shown_when_it_was_read(
    store: Store, assert_same_table: Callable[[IncidentTable, IncidentTable], None]
) -> None:
    shipped = dataset.load()
    before, ids = store.table(), [incident.id for incident in shipped]
    with store.reading_transaction() as connection:
        time = dt.datetime.fromisoformat(connection.scalar(sa.select(sa.func.max(schema.AUDIT.c.at))))
    desk = Desk(store, User("tester", Role.REVIEWER))
    desk.mark(ids[0], "disputed")
    desk.same(ids[1], ids[2])
    after = store.table()
    assert after.incident(0).status == "disputed"
    assert after.n == len(ids) - 1
    assert before.incidents() == shipped
    assert_same_table(after, IncidentTable.from_incidents(store.incidents()))
    assert_same_table(store.table(as_of=time), IncidentTable.from_incidents(shipped))


def test_value_that_has_no_column_is_named(store: Store, make_reading: Callable[..., Reading]) -> None:
    added = store.add(make_reading("Four died."), reader_version="test 1")
    name = store.incident_ids(added.account_ids)[added.account_ids[0]]
    with pytest.raises(StoreError, match=f"the incident {name} names an area that this version does not know"):
        store.table()
    assert store.table(Filter(kinds=("detention",))).n == store.count(Filter(kinds=("detention",))) > 0
    assert name in store.ids()


def test_row_holds_what_filters_look_at() -> None:
    incident = dataset.load()[0]
    undated = replace(incident, date=DateSpan(end=dt.date(2020, 1, 1)), killed=Casualties(best=2, low=3))
    (row,) = shown.rows([undated], "")
    assert (row["first_day"], row["last_day"], row["killed"]) == (None, None, 3)
    one_day = replace(incident, date=DateSpan(start=dt.date(2020, 1, 1)), killed=Casualties(high=9))
    (row,) = shown.rows([one_day], "")
    assert (row["first_day"], row["last_day"], row["killed"]) == ("2020-01-01", "2020-01-01", None)
    region = replace(incident.place, precision_class="region", lon=70.0, lat=37.0)
    (row,) = shown.rows([replace(incident, place=region)], "")
    assert (row["lon"], row["lat"]) == (None, None)


def test_store_that_was_shown_by_other_rules_is_shown_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "test.db"
    with Store(path) as store, store.writing("tester") as writing:
        writing.connection.execute(schema.SHOWN_TAGS.delete())
        writing.connection.execute(schema.SHOWN.delete())
        # As an older version's, which had other columns.
        writing.connection.exec_driver_sql("ALTER TABLE shown DROP COLUMN figures")
    with Store(path) as store:
        assert store.incidents() == ()
    monkeypatch.setattr(shown, "VERSION", 99)
    monkeypatch.setenv("PANJ_READONLY", "1")
    with pytest.raises(AccessError, match="PANJ_READONLY"):
        Store(path)
    monkeypatch.delenv("PANJ_READONLY")
    with Store(path) as store:
        assert store.incidents() == dataset.load()
        assert store.ids(Filter(parties=("taliban",)))
        assert store.table().incidents() == dataset.load()


def test_incident_of_any_text_is_kept_and_found(store: Store) -> None:
    incident: Incident = dataset.load()[0]
    with store.writing("tester") as writing:
        for name, text in (("x-1", "a\x00b \ud800 c"), ("x-2", "İstanbul ẞ 50%_")):
            row = {"id": name, "founder_id": name, "added_at": writing.at}
            writing.connection.execute(schema.INCIDENTS.insert().values(row))
            changed = replace(incident, id=name, summary=text)
            writing.connection.execute(schema.SHOWN.insert(), shown.rows([changed], writing.at))
    assert store.ids(Filter(text="i̇STANBUL 50%_")) == ["x-2"]
    assert {one.id: one.summary for one in store.incidents(Filter(text="istanbul"))} == {}
    found = {one.id: one.summary for one in store.incidents() if one.id.startswith("x-")}
    assert found == {"x-1": "a\x00b \ud800 c", "x-2": "İstanbul ẞ 50%_"}


def test_points_are_found_by_distance_with_postgis(
    new_database: Callable[[], str], sql: Callable[[str, str], list[tuple[Any, ...]]]
) -> None:
    location = new_database()
    Store(location).close()
    # Within 20 km of a spot on the river in Ishkoshim, as far as it is over the ground.
    lon, lat, metres = 71.5, 36.9, 20_000
    near = f"ST_DWithin(geom::geography, ST_SetSRID(ST_MakePoint({lon}, {lat}), 4326)::geography, {metres})"
    found = sql(location, f"SELECT incident_id FROM shown WHERE {near} ORDER BY 1")
    sphere = Geod(ellps="WGS84")
    expected = [
        (incident.id,)
        for incident in dataset.load()
        if incident.place.precision_class in vocab.MAPPED_PRECISIONS
        and sphere.inv(lon, lat, incident.place.lon, incident.place.lat)[2] <= metres
    ]
    assert found == sorted(expected)
    assert found
    # A box, as a GIS asks for what its window shows, is answered by the index.
    box = "SELECT incident_id FROM shown WHERE geom && ST_MakeEnvelope(71, 36.5, 72, 37.5, 4326)"
    ((plan,),) = sql(f"{location}?options=-c%20enable_seqscan%3Doff", f"EXPLAIN (FORMAT JSON) {box}")
    assert "ix_shown_geom" in str(plan)
    boxed = {
        incident.id
        for incident in dataset.load()
        if incident.place.precision_class in vocab.MAPPED_PRECISIONS
        and 71 <= incident.place.lon <= 72
        and 36.5 <= incident.place.lat <= 37.5
    }
    assert {name for (name,) in sql(location, box)} == boxed
    assert boxed
