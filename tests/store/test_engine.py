"""Both databases keep the same promises, and what goes wrong with either is said in words."""

import contextlib
import os
import resource
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.core.errors import StoreError
from geo.store import engine, whereabouts
from geo.store.engine import Among, Words, open_engine, transaction

METADATA = sa.MetaData()
NOTES = sa.Table(
    "notes",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("words", Words),
    sa.Column("body", sa.JSON(none_as_null=True)),
)
SPOTS = sa.Table("spots", METADATA, sa.Column("lon", sa.Float), sa.Column("lat", sa.Float))
engine.add_geometry(SPOTS)
PAIRS = sa.Table(
    "pairs",
    METADATA,
    sa.Column("key", sa.BigInteger, primary_key=True),
    sa.Column("member", sa.BigInteger, primary_key=True),
)
NOBODY = 65534


@pytest.fixture
def opened(location: str) -> Iterator[sa.Engine]:
    made = open_engine(location)
    with transaction(made) as connection:
        METADATA.create_all(connection)
    yield made
    made.dispose()


@pytest.fixture
def file_engine(tmp_path: Path) -> Iterator[sa.Engine]:
    made = open_engine(tmp_path / "test.db")
    with transaction(made) as connection:
        METADATA.create_all(connection)
    yield made
    made.dispose()


def _write(to: sa.Engine, words: str, body: Any = None) -> None:
    with transaction(to) as connection:
        connection.execute(NOTES.insert().values(words=words, body=body))


def _words(of: sa.Engine) -> list[str]:
    with transaction(of, readonly=True) as connection:
        return list(connection.scalars(sa.select(NOTES.c.words).order_by(NOTES.c.number)))


# What is kept.


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=[])), max_size=20))
def test_any_text_comes_back_as_it_was(opened: sa.Engine, texts: list[str]) -> None:
    with transaction(opened) as connection:
        connection.execute(sa.delete(NOTES))
        if texts:
            connection.execute(NOTES.insert(), [{"words": text} for text in texts])
    assert _words(opened) == texts


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "\udc00 alone", "\x1a", "\x1a0000", "\x1ad83d", "\\u0000", "‮"])
def test_texts_that_a_database_refuses_are_kept_and_found(opened: sa.Engine, text: str) -> None:
    _write(opened, text, {"said": text})
    with transaction(opened, readonly=True) as connection:
        assert connection.execute(sa.select(NOTES.c.words, NOTES.c.body)).all() == [(text, {"said": text})]
        assert connection.scalar(sa.select(sa.func.count()).where(NOTES.c.words == text)) == 1


def test_values_come_back_exactly(opened: sa.Engine) -> None:
    body = {"b": 0.1, "a": [1e-300, 10**30, -0.0, None, True], "": {"z": 1, "y": 2}}
    _write(opened, "", body)
    with transaction(opened, readonly=True) as connection:
        found = connection.scalar(sa.select(NOTES.c.body))
    assert found == body
    assert list(found) == ["b", "a", ""]


def test_what_is_no_number_is_refused(opened: sa.Engine) -> None:
    with pytest.raises(StoreError, match="NaN or infinite"):
        _write(opened, "", {"killed": float("nan")})
    with pytest.raises(StoreError, match="cannot be used"), transaction(opened) as connection:
        connection.execute(NOTES.insert().values(number=2**70))
    assert _words(opened) == []


def test_both_sort_by_code_point(opened: sa.Engine) -> None:
    words = ["a", "B", "_", "1995-01-18-a", "1995-01-18", "é", "е", "ё", "Я", "\U0001f600", "￿"]
    with transaction(opened) as connection:
        connection.execute(NOTES.insert(), [{"words": word} for word in words])
        assert list(connection.scalars(sa.select(NOTES.c.words).order_by(NOTES.c.words))) == sorted(words)


def test_rows_that_are_there_are_counted_as_old(opened: sa.Engine) -> None:
    with transaction(opened) as connection:
        assert engine.insert_new(connection, NOTES, [{"number": 1}]) == 1
        assert engine.insert_new(connection, NOTES, [{"number": 1}]) == 0
        assert engine.insert_new(connection, NOTES, [{"number": n} for n in (1, 2, 3)]) == 2
        assert engine.insert_new(connection, NOTES, []) == 0


@pytest.mark.parametrize("text", ["plain", 'it\'s "quoted"', "a\x00b", "half \ud800", "[1]", "100%", "", "\\"])
def test_rows_are_found_among_any_texts(opened: sa.Engine, text: str) -> None:
    with transaction(opened) as connection:
        connection.execute(NOTES.insert(), [{"number": 1, "words": text}, {"number": 2, "words": "other"}])
    query = sa.select(NOTES.c.number)
    with transaction(opened, readonly=True) as connection:
        found = connection.scalars(query.where(Among(NOTES.c.words)), {"ids": [text, "absent"]}).all()
        numbers = connection.scalars(query.where(Among(NOTES.c.number)), {"ids": [2, 2**40]}).all()
    assert found == [1]
    assert numbers == [2]


def test_rows_among_some_are_looked_up_and_not_searched_for(file_engine: sa.Engine) -> None:
    query = str(sa.select(PAIRS).where(Among(PAIRS.c.key)).compile(file_engine))
    with transaction(file_engine, readonly=True) as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("[1, 2]",)).all()
    assert plan[0].detail.startswith("SEARCH pairs USING")


def test_pairs_of_numbers_are_inserted_once(opened: sa.Engine) -> None:
    with transaction(opened) as connection:
        engine.insert_keys(connection, PAIRS, [(-(2**62), 1), (5, -1)])
        engine.insert_keys(connection, PAIRS, [(5, -1), (5, 2)])
        engine.insert_keys(connection, PAIRS, [])
    with transaction(opened, readonly=True) as connection:
        rows = connection.execute(sa.select(PAIRS).order_by(*PAIRS.c)).all()
    assert [tuple(row) for row in rows] == [(-(2**62), 1), (5, -1), (5, 2)]


def test_numbers_go_on_after_those_that_came_along(opened: sa.Engine) -> None:
    with transaction(opened) as connection:
        connection.execute(NOTES.insert(), [{"number": 7, "words": "old"}, {"number": 3, "words": "older"}])
        engine.restart_counters(connection, METADATA.tables.values())
    _write(opened, "new")
    with transaction(opened, readonly=True) as connection:
        assert connection.scalar(sa.select(NOTES.c.number).where(NOTES.c.words == "new")) == 8


def test_points_follow_lon_and_lat_where_there_is_postgis(opened: sa.Engine) -> None:
    with transaction(opened) as connection:
        connection.execute(SPOTS.insert(), [{"lon": 70.01, "lat": 37.68}, {"lon": None, "lat": None}])
        if opened.dialect.name == "sqlite":
            assert [column["name"] for column in sa.inspect(connection).get_columns("spots")] == ["lon", "lat"]
            return
        rows = connection.exec_driver_sql("select ST_AsEWKT(geom) from spots order by lon").all()
        method = connection.exec_driver_sql(
            "select indexdef from pg_indexes where indexname = 'ix_spots_geom'"
        ).scalar()
    assert rows == [("SRID=4326;POINT(70.01 37.68)",), (None,)]
    assert "USING gist (geom)" in method


def test_safety_settings_of_a_file(file_engine: sa.Engine) -> None:
    with file_engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert values == ["wal", 2, 1, 30_000]


def test_a_server_that_acknowledges_early_does_not_do_so_here(new_database: Callable[[], str]) -> None:
    url = new_database()
    made = open_engine(f"{url}?options=-c%20synchronous_commit%3Doff")
    with transaction(made) as connection:
        assert connection.exec_driver_sql("show synchronous_commit").scalar() == "on"
        assert connection.exec_driver_sql("show lock_timeout").scalar() == "30s"
    with transaction(made, readonly=True) as connection:
        assert connection.exec_driver_sql("show transaction_isolation").scalar() == "repeatable read"
        assert connection.exec_driver_sql("show transaction_read_only").scalar() == "on"
    made.dispose()


# Several at once.


def test_readers_see_one_state_and_wait_for_nobody(opened: sa.Engine) -> None:
    _write(opened, "first")
    count = sa.select(sa.func.count()).select_from(NOTES)
    with transaction(opened, readonly=True) as reader:
        assert reader.scalar(count) == 1
        with transaction(opened) as writer:
            writer.execute(NOTES.insert().values(words="second"))
            with transaction(opened, readonly=True) as other:
                assert other.scalar(count) == 1
        assert reader.scalar(count) == 1
    assert _words(opened) == ["first", "second"]


def test_writers_take_turns_and_lose_nothing(location: str, opened: sa.Engine) -> None:
    with transaction(opened) as connection:
        connection.execute(NOTES.insert().values(number=1, body=0))

    def count_up() -> None:
        own = open_engine(location)
        for _ in range(10):
            with transaction(own) as connection:
                value = connection.scalar(sa.select(NOTES.c.body))
                connection.execute(sa.update(NOTES).values(body=value + 1))
        own.dispose()

    writers = [threading.Thread(target=count_up) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with transaction(opened, readonly=True) as connection:
        assert connection.scalar(sa.select(NOTES.c.body)) == 40


def test_many_may_open_a_new_place_at_once(new_location: Callable[[], str]) -> None:
    location, failed = new_location(), []

    def write(number: int) -> None:
        own = open_engine(location)
        try:
            with transaction(own) as connection:
                METADATA.create_all(connection)
                connection.execute(NOTES.insert().values(number=number))
        except StoreError as err:
            failed.append(err)
        own.dispose()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    made = open_engine(location)
    with transaction(made, readonly=True) as connection:
        assert sorted(connection.scalars(sa.select(NOTES.c.number))) == list(range(8))
    made.dispose()


def test_a_lock_that_is_held_too_long_is_named(
    location: str, opened: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PRAGMAS", ("PRAGMA busy_timeout=50", *engine._PRAGMAS[1:]))
    monkeypatch.setattr(engine, "_BEGIN_WRITING", engine._BEGIN_WRITING.replace("'30s'", "'50ms'"))
    impatient = open_engine(location)
    with transaction(opened) as holder:
        holder.execute(NOTES.insert().values(words="kept"))
        with pytest.raises(StoreError, match="another program has been writing"):
            _write(impatient, "not kept")
    _write(impatient, "after")
    impatient.dispose()
    assert _words(opened) == ["kept", "after"]


# What goes wrong with a file.


def test_full_disk_keeps_nothing_of_a_transaction(file_engine: sa.Engine) -> None:
    _write(file_engine, "before")

    def write_too_much() -> None:
        with transaction(file_engine) as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
            connection.execute(NOTES.insert().values(words="small"))
            connection.execute(NOTES.insert().values(words="large " * 10_000))

    with pytest.raises(StoreError, match="the disk is full"):
        write_too_much()
    assert _words(file_engine) == ["before"]
    with transaction(file_engine) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        connection.execute(NOTES.insert().values(words="after"))
    assert _words(file_engine) == ["before", "after"]


def test_a_disk_that_refuses_keeps_nothing_of_a_transaction(file_engine: sa.Engine) -> None:
    _write(file_engine, "before")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)

    def write_too_much() -> None:
        with transaction(file_engine) as connection:
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, usual[1]))
            connection.execute(NOTES.insert().values(words="small"))
            connection.execute(NOTES.insert().values(words="large " * 1_000_000))

    try:
        with pytest.raises(StoreError, match="the disk"):
            write_too_much()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert _words(file_engine) == ["before"]
    _write(file_engine, "after")
    assert _words(file_engine) == ["before", "after"]


@contextlib.contextmanager
def _without_rights() -> Iterator[None]:
    """Run as an ordinary user, as root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o444, 0o555), (0o000, 0o777)])
def test_what_may_not_be_written_is_named(
    tmp_path_factory: pytest.TempPathFactory, file_mode: int, folder_mode: int
) -> None:
    folder = tmp_path_factory.mktemp("readonly")
    path = folder / "test.db"
    made = open_engine(path)
    with transaction(made) as connection:
        METADATA.create_all(connection)
    made.dispose()
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    closed = [parent for parent in folder.parents if not parent.stat().st_mode & 0o001]
    modes = {parent: parent.stat().st_mode for parent in closed}
    for parent in closed:
        parent.chmod(0o711)
    try:
        made = open_engine(path)
        with _without_rights(), pytest.raises(StoreError, match="cannot be written: check the rights"):
            _write(made, "not kept")
        made.dispose()
    finally:
        folder.chmod(0o777)
        for parent, mode in modes.items():
            parent.chmod(mode)
    path.chmod(0o644)
    made = open_engine(path)
    assert _words(made) == []
    made.dispose()


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("this is a text, and long enough that no database would begin with it\n" * 20, "utf-8")
    made = open_engine(path)
    with pytest.raises(StoreError, match="it is no store but another kind of file"):
        _words(made)
    made.dispose()
    with pytest.raises(StoreError, match="is a folder"):
        open_engine(tmp_path)
    with pytest.raises(StoreError, match="cannot be made"):
        open_engine(path / "below" / "test.db")
    with pytest.raises(StoreError, match="cannot be made"):
        open_engine(tmp_path / "nul\x00" / "test.db")


def test_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.execute("create table notes (number integer primary key, words text, body text)")
        plain.executemany("insert into notes (words) values (?)", [("many words " * 50,)] * 100)
        plain.commit()
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 3] = b"\xff" * 4096 * 2
    path.write_bytes(content)
    made = open_engine(path)
    with pytest.raises(StoreError, match="it is damaged: move it away"):
        _words(made)
    made.dispose()


# Which place.


def test_place_comes_from_the_argument_then_the_environment_then_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    assert open_engine().url.database == str(tmp_path / "panj-watch.db")
    assert not whereabouts.is_made()
    monkeypatch.setenv("PANJ_DATABASE_URL", "postgresql://me:secret@host:5433/name")
    assert whereabouts.is_made()
    url = open_engine().url
    assert (url.drivername, url.host, url.port, url.database) == ("postgresql+psycopg", "host", 5433, "name")
    assert open_engine(tmp_path / "other.db").url.database == str(tmp_path / "other.db")
    assert open_engine(f"sqlite:///{tmp_path / 'third.db'}").url.database == str(tmp_path / "third.db")


@pytest.mark.parametrize("url", ["postgresql://", "postgresql://me:secret@host:port/name", "postgres://me:secret@host"])
def test_a_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    with pytest.raises(StoreError, match="cannot be read: expected postgresql://") as caught:
        open_engine(url)
    assert "secret" not in str(caught.value)


def test_other_databases_are_refused() -> None:
    with pytest.raises(StoreError, match="mysql:// is not supported"):
        open_engine("mysql://me:secret@host/name")
