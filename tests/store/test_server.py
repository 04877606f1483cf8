"""PostgreSQL that is not there, refuses, or goes away and comes back."""

import socket
from typing import Any

import pytest
import sqlalchemy as sa

from geo.core.errors import StoreError
from geo.store import engine
from geo.store.engine import open_engine, transaction

NOTES = sa.Table("notes", sa.MetaData(), sa.Column("words", sa.Text))


def _use(url: str) -> None:
    made = open_engine(url)
    try:
        with transaction(made) as connection:
            engine.make_ready(connection)
            NOTES.create(connection)
    finally:
        made.dispose()


def _refusal(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        _use(url)
    return str(caught.value)


def test_no_server_wrong_password_and_wrong_name_are_told_apart(server: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody_listens = probe.getsockname()[1]
        said = _refusal(f"postgresql://me:secret@127.0.0.1:{nobody_listens}/name")
    place = f"the store postgresql://127.0.0.1:{nobody_listens}/name"
    assert said.startswith(f"{place} cannot be used: check that the server runs")
    assert "refused" in said
    assert "secret" not in said
    said = _refusal(server.url("with_postgis", password="secret"))
    assert "password authentication failed" in said
    assert "secret" not in said
    assert '"missing" does not exist' in _refusal(server.url("missing"))


def test_missing_rights_are_named(server: Any) -> None:
    server.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
    server.execute("CREATE ROLE owner LOGIN PASSWORD 'owner'")
    bare, ready = server.new_database("plain"), server.new_database()
    for url in (bare, ready):
        server.execute(f"ALTER DATABASE {url.rpartition('/')[2]} OWNER TO owner")
    guest = server.url(ready.rpartition("/")[2], user="guest", password="guest")
    assert "this user may not do that" in _refusal(guest)
    owner = server.url(bare.rpartition("/")[2], user="owner", password="owner")
    assert "let an administrator run CREATE EXTENSION postgis" in _refusal(owner)
    _use(server.url(ready.rpartition("/")[2], user="owner", password="owner"))


def test_administrator_gets_postgis_added(server: Any) -> None:
    url = server.new_database("plain")
    _use(url)
    made = open_engine(url)
    with transaction(made, readonly=True) as connection:
        assert connection.exec_driver_sql("select postgis_lib_version()").scalar()
    made.dispose()


def test_other_encodings_are_refused(server: Any) -> None:
    server.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
    assert "keeps its texts in LATIN1" in _refusal(server.url("latin"))


def test_server_that_only_reads_is_named(server: Any) -> None:
    url = server.new_database()
    server.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET default_transaction_read_only = on")
    assert "the server takes no writing" in _refusal(url)


def test_work_goes_on_after_the_server_went_away(server: Any) -> None:
    url = server.new_database()
    _use(url)
    made = open_engine(url)

    def words() -> list[str]:
        with transaction(made, readonly=True) as connection:
            return list(connection.scalars(sa.select(NOTES.c.words)))

    def write_while_it_stops() -> None:
        with transaction(made) as connection:
            connection.execute(NOTES.insert().values(words="cut"))
            server.stop()
            connection.execute(NOTES.insert().values(words="never"))

    with transaction(made) as connection:
        connection.execute(NOTES.insert().values(words="before"))
    with pytest.raises(StoreError, match="connection to the server was cut"):
        write_while_it_stops()
    with pytest.raises(StoreError, match="check that the server runs"):
        words()
    server.start()
    assert words() == ["before"]
    server.stop()
    server.start()
    with transaction(made) as connection:
        connection.execute(NOTES.insert().values(words="after"))
    assert words() == ["before", "after"]
    made.dispose()
