"""Another data set's file on the page of reports: what it is, its columns, and what became of its rows."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.incidents import dataset, export
from geo.incidents.imports import columns
from geo.store import access
from geo.store.store import Store

APP = Path(__file__).resolve().parents[2] / "app.py"
HOSTILE = '<img src=x onerror="window.ran=1"> [x](javascript:window.ran=1) **b** $x$'
# Invented, as an office of a district might keep it; the last two rows cannot be.
LOG = """Рӯз;Ҷой;Вид;Кушта;Тафсилот
18.01.1995;Farkhor;бой;2;Invented guards shot two men.
18.01.1995;Farkhor;бой;2;Two men were shot, it is invented.
30.06.1995;Panj;задержание;;Invented: some were held.
31.02.1995;Farkhor;бой;1;There is no such day.
02.07.1995;Farkhor;чай;1;=Invented words of no meaning.
"""


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_DATABASE_URL", raising=False)
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def uploaded(at_this_machine):
    """Give `uploaded(name, content) -> app`: the page with a file chosen to be imported."""

    def go(name, content):
        app = AppTest.from_file(APP, default_timeout=60).run().switch_page("pages/reports.py").run()
        app.segmented_control(key="add_from").set_value("Import table").run()
        app.file_uploader[0].set_value((name, content, "text/csv")).run()
        assert not app.exception
        return app

    return go


def _field(app, label):
    return next(box for box in app.selectbox if box.label.replace("\\", "") == label)


def _import(app):
    app.button(key="import_run").click().run()
    assert not app.exception
    return app


def _words(app):
    found = " ".join(one.value for one in [*app.success, *app.warning, *app.error, *app.info, *app.markdown])
    return found.replace("\\", "")


def _bad_rows(app):
    return app.session_state["_imported"].bad_rows.decode()


def _html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def _mapped(app):
    """Say what the log's columns hold."""
    for column, field in (("Рӯз", "date_start"), ("Ҷой", "district"), ("Вид", "kind"), ("Тафсилот", "notes")):
        _field(app, column).set_value(field)
    _field(app, "Кушта").set_value("killed_best")
    _field(app, "Dates are written").set_value("%d.%m.%Y")
    _field(app, "Country, where a row names none").set_value("TJ").run()
    _field(app, "бой (kind)").set_value("clash")
    _field(app, "задержание (kind)").set_value("detention").run()
    return app


def test_what_this_project_exports_is_told_and_taken_in(uploaded):
    content = export.to_bytes(dataset.load()[:4], "acled.csv")
    app = uploaded("events.csv", content)
    assert app.selectbox[0].value == "acled"
    assert not [box for box in app.selectbox if box.label == "Dates are written"]
    assert app.button(key="import_run").label == "Import about 4 rows"
    _import(app)
    assert "0 bad" in _words(app)
    result = app.session_state["_imported"]
    assert result.counts["added"] + result.counts["dropped"] == 4
    # They are the shipped incidents once more.
    assert result.counts["added"] == sum(one.is_matched for one in result.landed.values()) > 0
    again = _import(uploaded("events.csv", content)).session_state["_imported"]
    assert (again.counts["added"], again.counts["known"]) == (0, result.counts["added"])


def test_a_table_says_what_is_lacking_until_its_columns_are_known(uploaded):
    app = uploaded("log.csv", LOG.encode("cp1251", "replace"))
    assert app.selectbox[0].value == "csv"
    assert "nothing says which columns hold date and place" in _words(app)
    assert app.button(key="import_run").disabled


def test_a_table_is_taken_in_by_its_columns_and_words_and_bad_rows_are_named(uploaded):
    app = _mapped(uploaded("log.csv", LOG.encode()))
    assert not app.button(key="import_run").disabled
    _import(app)
    assert "log.csv**: 3 added (1 of them matched with what was known), 0 here already, 2 bad." in _words(app)
    assert "<td>5</td><td>date_start</td><td>31.02.1995</td>" in _html(app).replace("Рӯз", "date_start")
    bad = _bad_rows(app).splitlines()
    assert [line.split(",")[0] for line in bad] == ["line", "5", "6"]
    assert "чай" in bad[2]
    with Store() as store:
        own = [one for one in store.incidents() if one.date.start and one.date.start.year == 1995]
        assert [(one.kind, one.place.district_id, one.killed.best) for one in own] == [
            ("clash", "tj-farkhor", 2),
            ("detention", "tj-panj", None),
        ]
    # The same file again.
    _import(app)
    assert "0 added, 3 here already, 2 bad" in _words(app)


def test_settings_are_saved_and_serve_for_the_next_file(uploaded, monkeypatch):
    saved = []
    write = columns.to_toml
    monkeypatch.setattr(columns, "to_toml", lambda how: saved.append(write(how)) or saved[-1])
    _mapped(uploaded("log.csv", LOG.encode()))
    before = saved[-1]
    app = uploaded("next.csv", LOG.encode())
    app.file_uploader[1].set_value(("columns.toml", before.encode(), "application/toml")).run()
    assert not app.exception
    assert _field(app, "Вид").value == "kind"
    assert _field(app, "Dates are written").value == "%d.%m.%Y"
    assert _field(app, "Country, where a row names none").value == "TJ"
    assert _field(app, "бой (kind)").value == "clash"
    assert saved[-1] == before
    _field(app, "бой (kind)").set_value("shooting").run()
    assert '"бой" = "shooting"' in saved[-1]
    _import(app)
    assert "next.csv**: 3 added (1 of them matched with what was known), 0 here already, 2 bad." in _words(app)
    with Store() as store:
        own = [one for one in store.incidents() if one.date.start and one.date.start.year == 1995]
        assert [one.kind for one in own] == ["shooting", "detention"]


def test_settings_that_do_not_fit_are_named(uploaded):
    app = uploaded("log.csv", LOG.encode())
    for content, words in (
        (f"colour = '{HOSTILE}'", "columns.toml has 'colour'"),
        (f"[columns]\n'{HOSTILE}' = 'date'", f"The file has no column {HOSTILE}."),
    ):
        app.file_uploader[1].set_value(("columns.toml", content.encode(), "application/toml")).run()
        assert not app.exception
        assert words in _words(app)
        assert app.button(key="import_run").disabled


def test_rows_outside_the_border_zone_are_left_out_or_kept(uploaded):
    app = uploaded("far.csv", b"date,lon,lat,notes\n1995-01-18,68.78,38.56,Invented and far from the line.\n")
    _import(app)
    assert "1 outside the border zone, left out" in _words(app)
    app.toggle[0].set_value(True).run()
    _import(app)
    assert "1 added" in _words(app)
    assert "1 outside the border zone, kept" in _words(app)


def test_what_cannot_be_read_is_said_by_the_name_of_the_file(uploaded, tmp_path):
    app = uploaded("empty.csv", b"")
    assert "empty.csv has no header" in _words(app)
    app = uploaded("log.csv", LOG.encode())
    app.selectbox[0].set_value("ucdp").run()
    assert "log.csv is no ucdp export: it lacks the columns" in _words(app)
    assert "import_run" not in [button.key for button in app.button]
    app.selectbox[0].set_value("geojson").run()
    assert "log.csv holds no feature that can be read" in _words(app)
    assert not list(tmp_path.glob("*.db*"))


def test_hostile_names_and_cells_are_text(uploaded):
    head = f'"{HOSTILE.replace(chr(34), chr(34) * 2)}",date,district,kind\n'
    app = uploaded(f"{HOSTILE}.csv", (head + f"{HOSTILE[:20]},1995-01-18,Farkhor,<script>ran=1</script>\n").encode())
    _import(app)
    assert "1 bad" in _words(app)
    assert "<script>" not in _html(app)
    assert "&lt;script&gt;" in _html(app)
    for element in [*app.warning, *app.caption, *app.markdown]:
        assert "[x](" not in element.value
        assert "<img" not in element.value.replace("\\<img", "")


def test_a_role_that_is_taken_away_takes_nothing_in(uploaded, monkeypatch, tmp_path):
    app = _mapped(uploaded("log.csv", LOG.encode()))
    monkeypatch.setattr(access, "local_user", lambda: access.visitor())
    app.button(key="import_run").click().run()
    assert app.exception
    assert not list(tmp_path.glob("*.db*"))
