"""What is shown where nobody names a store."""

import datetime as dt

import pytest

from geo.core.errors import AccessError, StoreError
from geo.core.model import ReadFailure
from geo.incidents import dataset
from geo.pipeline import ingest
from geo.store import current, migrations, settling, whereabouts
from geo.store.store import Store

# Invented.
REPORT = "Tajik border guards shot dead two smugglers in Farkhor district of Khatlon region on 14 March 2017."


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    return tmp_path / "home"


def _add_report(tmp_path, location=None):
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    with Store(location) as store:
        (found,) = ingest([path], store)
    assert not isinstance(found, ReadFailure)


def test_without_a_store_the_shipped_incidents_are_shown_and_none_is_made(home):
    assert current.load() == dataset.load()
    assert current.load(as_of=dt.date(1999, 1, 1)) == dataset.load()
    assert whereabouts.identity() is None
    assert not home.exists()


def test_a_store_is_shown_as_soon_as_there_is_one(tmp_path):
    _add_report(tmp_path)
    (added,) = set(current.load()) - set(dataset.load())
    assert (added.date.start, added.killed.best) == (dt.date(2017, 3, 14), 2)
    # Before the store was made nobody knew anything.
    assert current.load(as_of=dt.date(1999, 1, 1)) == ()


def test_a_named_store_is_shown_beside_the_own_one(tmp_path):
    _add_report(tmp_path, tmp_path / "other.db")
    assert len(current.load(tmp_path / "other.db")) == len(dataset.load()) + 1
    assert current.load() == dataset.load()


def test_a_store_that_cannot_be_read_is_an_error_not_the_shipped_data(home):
    home.mkdir()
    whereabouts.default_file().write_bytes(b"no database" * 1_000)
    with pytest.raises(StoreError):
        current.load()


def test_the_store_is_known_by_its_file_and_by_the_server(monkeypatch, home):
    home.mkdir()
    whereabouts.default_file().write_bytes(b"one")
    first = whereabouts.identity()
    assert whereabouts.identity() == first
    (home / "new").write_bytes(b"two")
    (home / "new").replace(whereabouts.default_file())
    assert whereabouts.identity() not in (first, None)
    monkeypatch.setenv("PANJ_DATABASE_URL", "postgresql://host/name")
    assert whereabouts.identity() == ("postgresql://host/name",)


def test_the_data_are_of_the_day_of_the_last_change_that_somebody_made(tmp_path):
    assert current.day_of_data(None) == dataset.gathered()
    with Store() as store:
        # That it took in the shipped incidents by itself is no news.
        assert current.day_of_data(store) == dataset.gathered()
    assert current.day() == dataset.gathered()
    _add_report(tmp_path)
    assert current.day() >= dataset.gathered()
    with Store() as store:
        assert (
            current.day()
            == current.day_of_data(store)
            == max(dataset.gathered(), dt.datetime.now(dt.UTC).date().isoformat())
        )


def test_read_only_makes_no_store(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_READONLY", "1")
    with pytest.raises(AccessError, match="PANJ_READONLY"):
        Store()
    with pytest.raises(AccessError, match="PANJ_READONLY"):
        Store(tmp_path / "other.db")
    assert not whereabouts.is_made()
    assert not (tmp_path / "other.db").exists()
    assert current.load() == dataset.load()


def test_read_only_shows_a_store_with_the_shipped_data_that_it_has_but_upgrades_none(monkeypatch, tmp_path):
    _add_report(tmp_path)
    shown = current.load()
    monkeypatch.setenv("PANJ_READONLY", "1")
    monkeypatch.setattr(settling, "is_settled", lambda connection: False)
    assert current.load() == shown
    monkeypatch.setattr(migrations, "is_current", lambda connection: False)
    with pytest.raises(AccessError, match="PANJ_READONLY"):
        current.load()
