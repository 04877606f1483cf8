"""Export, import into an empty store, equal incidents: as far as each form can carry them."""

import dataclasses

import pytest

from geo.core.model import Count
from geo.incidents import dataset, export
from geo.incidents.imports import importer
from geo.store.importing import Imported, import_rows
from geo.store.store import Store

FORMS = {"acled": "acled.csv", "ucdp": "ucdp.csv", "csv": "csv", "geojson": "geojson"}


def _import(path, form, store):
    return list(import_rows(path, form, store, keep_outside=True))


def _by_start(incidents):
    return sorted(incidents, key=lambda incident: incident.date.start)


def _carried(incident):
    """Return what every form carries in full."""
    return {
        "date": incident.date,
        "precision": incident.place.precision_class,
        "place": incident.place.place_id,
        "district": incident.place.district_id,
        "region": incident.place.region_id,
        "position": (incident.place.lon, incident.place.lat),
        "segments": [share.id for share in incident.place.segments],
        "killed": (incident.killed.low, incident.killed.best, incident.killed.high),
        "sides": (incident.killed.security, incident.killed.civilians, incident.killed.attackers),
    }


def _carried_by_tags_and_columns(incident):
    return {
        **_carried(incident),
        "kind": incident.kind,
        "bank": incident.bank,
        "wounded": incident.wounded,
        "detained": incident.detained,
        "parties": [party.id for party in incident.parties],
    }


@pytest.mark.parametrize("form", ["acled", "csv", "geojson"])
def test_forms_that_carry_all(invented, empty_store, tmp_path, form):
    path = tmp_path / f"out.{FORMS[form]}"
    export.write(invented, path)
    assert all(isinstance(item, Imported) for item in _import(path, form, empty_store))
    found = _by_start(empty_store.incidents())
    assert [_carried_by_tags_and_columns(item) for item in found] == [
        _carried_by_tags_and_columns(item) for item in invented
    ]
    for before, after in zip(invented, found, strict=True):
        named = " ".join(source.outlet for source in after.sources)
        assert all(source.outlet in named for source in before.sources)


def test_ucdp_carries_what_its_columns_can(invented, empty_store, tmp_path):
    path = tmp_path / "out.ucdp.csv"
    export.write(invented, path)
    _import(path, "ucdp", empty_store)
    found = _by_start(empty_store.incidents())
    assert [_carried(item) for item in found] == [_carried(item) for item in invented]
    # Without a word for it in the summary a smuggling clash is a clash: the type of violence is all there is.
    assert [item.kind for item in found] == ["clash", "shooting", "shooting", "other", "shooting", "clash", "other"]
    assert all(item.wounded == Count() == item.detained for item in found)
    assert "Invented Gazette" in found[0].sources[0].outlet


def test_the_words_of_a_summary_carry_the_kind_through_ucdp(invented, empty_store, tmp_path):
    path = tmp_path / "out.ucdp.csv"
    words = dataclasses.replace(invented[0], summary="Invented guards fought invented smugglers.")
    export.write([words], path)
    _import(path, "ucdp", empty_store)
    assert [item.kind for item in empty_store.incidents()] == ["smuggling_clash"]


@pytest.mark.parametrize("form", FORMS)
def test_second_round_trip_is_the_first(invented, empty_store, tmp_path, monkeypatch, form):
    """What is exported of an import is what was imported."""
    first, second = tmp_path / f"one.{FORMS[form]}", tmp_path / f"two.{FORMS[form]}"
    export.write(invented, first)
    _import(first, form, empty_store)
    once = _by_start(empty_store.incidents())
    export.write(once, second)
    with Store(tmp_path / "again.db") as store:
        _import(second, form, store)
        again = _by_start(store.incidents())
    assert [_carried(item) for item in again] == [_carried(item) for item in once]
    assert [item.kind for item in again] == [item.kind for item in once]


@pytest.mark.parametrize("form", FORMS)
def test_same_file_twice_adds_nothing(invented, empty_store, tmp_path, form):
    path = tmp_path / f"out.{FORMS[form]}"
    export.write(invented, path)
    first = _import(path, form, empty_store)
    before = empty_store.incidents()
    second = _import(path, form, empty_store)
    assert all(item.is_new for item in first)
    assert not any(item.is_new for item in second)
    assert empty_store.incidents() == before


@pytest.mark.parametrize("form", FORMS)
def test_all_shipped_incidents_are_readable_in_every_form(tmp_path, form):
    shipped = dataset.load()
    path = tmp_path / f"out.{FORMS[form]}"
    export.write(shipped, path)
    found = [item.reading.accounts[0] for item in importer.read(path, form, keep_outside=True)]
    assert [account.place.precision_class for account in found] == [item.place.precision_class for item in shipped]
    assert [account.killed.best for account in found] == [item.killed.best for item in shipped]
    dated = [(account.date, item.date) for account, item in zip(found, shipped, strict=True) if item.date.start]
    assert all(read == written for read, written in dated)


def test_rows_join_the_shipped_incidents_that_they_tell_of(tmp_path):
    wanted = [item for item in dataset.load() if item.date.precision == "day" and item.place.district_id][:20]
    path = tmp_path / "out.acled.csv"
    export.write(wanted, path)
    with Store(tmp_path / "store.db") as store:
        before = len(store.incidents())
        rows = _import(path, "acled", store)
        held = store.incident_ids(row.account_id for row in rows)
        assert [held[row.account_id] for row in rows] == [item.id for item in wanted]
        assert len(store.incidents()) == before


def test_two_rows_of_one_data_set_are_two_events(acled_row, write_csv, empty_store):
    """Alike in all but their id: ACLED lists two events, so two they are."""
    _import(write_csv([acled_row(), acled_row(event_id_cnty="TAJ9002")]), "acled", empty_store)
    assert len(empty_store.incidents()) == 2


def test_corrected_row_is_the_same_event(acled_row, write_csv, empty_store):
    """Its day and place were corrected by a month and a district; the id is the same."""
    _import(write_csv([acled_row()]), "acled", empty_store)
    corrected = acled_row(event_date="2 January 1994", latitude="37.15", longitude="69.2", fatalities="4")
    _import(write_csv([corrected], name="later.csv"), "acled", empty_store)
    [incident] = empty_store.incidents()
    assert (incident.killed.low, incident.killed.high) == (3, 4)


def test_both_data_sets_tell_of_one_event(acled_row, ucdp_row, write_csv, empty_store):
    _import(write_csv([acled_row()]), "acled", empty_store)
    _import(write_csv([ucdp_row()], name="ged.csv"), "ucdp", empty_store)
    [incident] = empty_store.incidents()
    assert [source.outlet.partition(":")[0] for source in incident.sources] == ["UCDP GED", "ACLED"]


def test_rows_taken_in_together_are_as_one_by_one(acled_row, write_csv, empty_store, tmp_path):
    rows = [acled_row(event_id_cnty=f"TAJ{n}", event_date=f"1993-11-{n:02}") for n in range(1, 29)]
    readings = [item.reading for item in importer.read(write_csv(rows), "acled")]
    together = empty_store.add_all(readings, reader_version="import-acled-1")
    with Store(tmp_path / "single.db") as store:
        single = [store.add(reading, reader_version="import-acled-1") for reading in readings]
        assert store.incidents() == empty_store.incidents()
    assert [item.account_ids for item in together] == [item.account_ids for item in single]
    assert not any(item.is_new for item in empty_store.add_all(readings, reader_version="import-acled-1"))


def test_rows_taken_in_together_are_all_kept_or_none(acled_row, write_csv, empty_store):
    [good] = [item.reading for item in importer.read(write_csv([acled_row()]), "acled")]

    def readings():
        yield good
        raise RuntimeError

    with pytest.raises(RuntimeError):
        empty_store.add_all(readings(), reader_version="import-acled-1")
    assert not list(empty_store.reports())
