"""Every page in a real Chromium, over a store all of whose words are hostile: nothing of them runs."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.core import model
from geo.core.model import Account, Claim, Count, DateSpan, Party, Reading, Seizure, Tally
from geo.incidents import dataset
from geo.reports import files
from geo.reports.publication import PublicationDate
from geo.reports.reader import read_report
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store
from tests.hostile import corpus

pytestmark = pytest.mark.browser

APP = Path(__file__).resolve().parents[2] / "app.py"
WORDS = " ".join(corpus.XSS[:-1]) + " ‮abc \u0000 \U0001d11e ki\u200bll"
DAY = dt.date(2026, 1, 18)


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory):
    """Make a home folder with a store of hostile incidents and reports: their ids, and the environment of the app."""
    home = tmp_path_factory.mktemp("hostile")
    with Store(home / "panj-watch.db") as store:
        desk = Desk(store, User(WORDS[:150], Role.ADMIN))
        place = next(one.place for one in dataset.load() if one.place.precision_class == "settlement")
        account = Account(
            date=DateSpan(start=DAY, end=DAY, precision="day"),
            place=model.from_dict({**model.to_dict(place), "name": WORDS, "settlement": WORDS}, model.Placement),
            kind="kidnapping",
            parties=(Party(id="other", label=WORDS),),
            seized=(Seizure(item="other", label=WORDS, count=2, unit=WORDS),),
            claims=(Claim(claimant=WORDS, says=WORDS),),
        )
        incident = desk.add_incident(account, WORDS)
        desk.note(incident, WORDS)
        desk.mark(incident, "disputed", WORDS)
        seen = max(one.number for one in desk.history(incident))
        for field in ("summary", "place_note", "note"):
            seen = desk.set_value(incident, field, WORDS, seen=seen, reason=WORDS)
        report = files.make_report(
            f"{corpus.STORY}\n\n{WORDS}\n\n{corpus.STORY}",
            title=WORDS,
            outlet=WORDS,
            url="javascript:window.__pwned=1",
            published=PublicationDate(day=DAY),
        )
        sums = (Tally(since=DAY, incidents=Count(best=5), source=WORDS, span=(0, len(report.text))),)
        desk.submit(replace(read_report(report), tallies=sums), "test")
        counted = files.make_report(f"{WORDS} {corpus.STORY}", outlet=WORDS, url=f"https://example.org/{WORDS}")
        store.add(Reading(report=counted, tallies=sums), reader_version="test")
    return incident, report.id, {"PANJ_HOME": str(home)}


@pytest.mark.parametrize(
    "path",
    [
        "/?incident={incident}",
        "/timeline?incident={incident}",
        "/incidents",
        "/incidents?incident={incident}",
        "/segments",
        "/compare",
        "/briefing",
        "/checks",
        "/about",
        "/reports",
        "/reports?report={report}",
        "/incidents?incident=%3Cscript%3Ewindow.__pwned=1%3C/script%3E&from=%00&map=nan,1e400,9",
        "/?text=%3Cimg%20src=x%20onerror=alert(1)%3E&kind=%22%3E%3Csvg%20onload=alert(1)%3E",
        "/segments?area=%3Cimg%20src=x%20onerror=alert(1)%3E&level=%22%3E%3Cscript%3E&page=99999999999999999999",
        "/reports?report=%27;DROP%20TABLE%20reports;--%3Cimg%20src=x%20onerror=alert(1)%3E",
    ],
)
def test_page_of_hostile_words_runs_nothing(browser_page, run_app, hostile_store, path):
    incident, report, env = hostile_store
    dialogs = []
    browser_page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    browser_page.goto(run_app(APP, env) + path.format(incident=incident, report=report))
    browser_page.locator("h1, h2").first.wait_for()
    browser_page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')")
    browser_page.wait_for_timeout(1_500)
    assert not dialogs
    if path in ("/incidents?incident={incident}", "/checks"):
        expect(browser_page.locator("[data-testid=stMain]")).to_contain_text("<script>window.__pwned=1")
    for frame in browser_page.frames:
        assert frame.evaluate("window.__pwned") is None
    expect(browser_page.locator("[data-testid=stException]")).to_have_count(0)
    run = "img[src=x], a[href^='javascript:'], a[href^='data:text'], iframe[srcdoc*=pwned], [onerror], [onload]"
    expect(browser_page.locator(run)).to_have_count(0)
