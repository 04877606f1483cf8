"""The page of reports in a real Chromium: hostile words, the marked text, keys, the map, two reviewers at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from geo.reports import files
from geo.reports.extractor import configured
from geo.store.access import Role, User
from geo.store.desk import Desk
from geo.store.store import Store
from geo.store.whereabouts import FILE_NAME
from tests.conftest import WAIT_MS, at_rest, free_port
from tests.pages.conftest import SECRETS

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
# Invented: an event, and another that is recalled.
TEXT = (
    "Tajik border guards shot dead two smugglers in Farkhor district of Khatlon region on 14 March 2017. "
    "They seized 5 kg of heroin.\n\n"
    "In January 2016, one guard was wounded near Shuroobod."
)
HOSTILE = (
    '<img src=x onerror="window.ran=1"><script>window.ran=1</script>[x](javascript:window.ran=1) **b** $x$ </style>'
)
PEOPLE = {
    "first": {"email": "nigora@example.org", "email_verified": True},
    "second": {"email": "behruz@example.org", "email_verified": True},
    "reader": {"email": "reader@example.org", "email_verified": True},
}
ROLES = """
[emails]
"nigora@example.org" = "reviewer"
"behruz@example.org" = "reviewer"
"reader@example.org" = "viewer"
"""


@dataclass(frozen=True)
class App:
    """A running app and its home folder."""

    url: str
    home: Path

    def submit(self, text: str = TEXT, **about: Any) -> str:
        """Put a report into the queue, as another process would; return its id."""
        report, extractor = files.make_report(text, **about), configured()
        self.desk(lambda desk: desk.submit(extractor.read(report), extractor.version))
        return report.id

    def desk(self, do: Any) -> Any:
        with Store(self.home / FILE_NAME) as store:
            return do(Desk(store, User("another", Role.REVIEWER)))


@pytest.fixture(scope="module")
def app(run_app: Any, tmp_path_factory: pytest.TempPathFactory) -> App:
    home = tmp_path_factory.mktemp("reports")
    return App(run_app(ROOT / "app.py", {"PANJ_HOME": str(home)}), home)


@pytest.fixture
def opened(app: App, browser_page: Any) -> Any:
    """Give `opened(report_id=None) -> page`: the page of reports, drawn to its end, at who may do everything."""

    def go(report_id: str | None = None) -> Any:
        browser_page.goto(f"{app.url}/reports{f'?report={report_id}' if report_id else ''}")
        _drawn(browser_page)
        return browser_page

    return go


def _drawn(page: Any) -> None:
    # The attributions are the last that a page writes.
    page.get_by_text("Boundaries and names imply no endorsement").wait_for()
    at_rest(page)


def _runs_nothing(page: Any) -> None:
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    expect(page.locator("img[src=x], a[href^='javascript:'], [onerror]")).to_have_count(0)


def _wait_lit(page: Any, words: str) -> None:
    page.wait_for_function(
        "words => [...document.querySelectorAll('mark.panj-lit')].map(one => one.textContent).join('') === words",
        arg=words,
    )


def test_hostile_words_are_shown_as_text_and_run_nothing(app, opened):
    page = opened()
    page.get_by_role("tab", name="Add reports").click()
    page.get_by_role("textbox", name="Text of the report").fill(f"{TEXT} {HOSTILE}")
    page.get_by_role("textbox", name="Title").fill(HOSTILE)
    page.get_by_role("textbox", name="Outlet").fill(HOSTILE)
    page.get_by_role("textbox", name="Web address", exact=True).fill("javascript:window.ran=1")
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Review it").wait_for()
    _runs_nothing(page)
    page.get_by_role("tab", name="Queue").click()
    expect(page.locator(".reports")).to_contain_text(HOSTILE[:30])
    _runs_nothing(page)
    page.get_by_role("tab", name="Add reports").click()
    page.get_by_role("button", name="Review it").click()
    page.get_by_role("heading", name="What was read").wait_for()
    page.get_by_role("button", name="Note").click()
    page.get_by_role("textbox", name="Note on this report").fill(HOSTILE)
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_text("The note is kept").wait_for()
    expect(page.locator("h1")).to_contain_text(HOSTILE[:30])
    expect(page.locator(".panj-text")).to_contain_text(HOSTILE)
    expect(page.locator(".panj-about")).to_contain_text("javascript:window.ran=1")
    _runs_nothing(page)


def test_hostile_names_and_values_run_nothing(app, opened):
    page = opened()
    page.get_by_role("tab", name="Add reports").click()
    page.get_by_role("radio", name="Files").click()
    page.locator("input[type=file]").set_input_files(
        [{"name": '<img src=x onerror="window.ran=1">.pdf', "mimeType": "application/pdf", "buffer": b"%PDF-1.4 no"}]
    )
    # It can be pressed once the file has arrived.
    page.get_by_role("button", name="Read them").click()
    page.get_by_text("1 failed").wait_for()
    _runs_nothing(page)
    report_id = app.submit(title="Values")
    (account, _) = app.desk(lambda desk: desk.item(report_id)).accounts
    claims = [{"claimant": HOSTILE, "says": HOSTILE}]
    app.desk(lambda desk: desk.set_value(account.id, "claims", claims, seen=0, reason=HOSTILE))
    parties, seen = [{"id": "other", "label": HOSTILE}], app.desk(lambda desk: desk.item(report_id)).item.seen
    app.desk(lambda desk: desk.set_value(account.id, "parties", parties, seen=seen))
    app.desk(lambda desk: desk.release(report_id))
    page = opened(report_id)
    expect(page.locator(".panj-of-claims").first).to_contain_text(HOSTILE[:30])
    expect(page.locator(".panj-of-parties").first).to_contain_text(HOSTILE[:30])
    _runs_nothing(page)
    page.goto(f"{app.url}/reports?report=%3Cimg%20src=x%20onerror=%22window.ran=1%22%3E")
    page.get_by_role("heading", name="There is no such report").wait_for()
    _runs_nothing(page)


def test_a_value_lights_up_its_words(app, opened):
    page = opened(app.submit(title="Lights"))
    page.locator("[data-light='killed 1']").hover()
    _wait_lit(page, "shot dead two smugglers")
    page.locator("h1").hover()
    _wait_lit(page, "")
    page.locator("[data-light='place 2']").focus()
    _wait_lit(page, "Shuroobod")


def test_keys_work_but_not_while_typing(app, opened):
    report_id = app.submit(title="Keys")
    page = opened(report_id)
    why = page.get_by_role("textbox", name="Why", exact=True).first
    why.click()
    page.keyboard.type("banjo a")
    page.wait_for_timeout(500)
    expect(why).to_have_value("banjo a")
    assert app.desk(lambda desk: desk.item(report_id)).item.state == "waiting"
    page.locator("h1").click()
    page.keyboard.press("j")
    page.get_by_role("button", name="Next account").and_(page.locator(":disabled")).wait_for()
    at_rest(page)
    page.keyboard.press("a")
    page.get_by_text("The report is accepted").wait_for()
    assert app.desk(lambda desk: desk.item(report_id)).item.state == "accepted"


def test_what_is_typed_counts_with_the_click_that_follows_at_once(app, opened):
    report_id = app.submit(title="Typed")
    page = opened(report_id)
    page.get_by_role("button", name="Reject the report").click()
    page.locator("[data-testid=stPopoverBody]").get_by_role("textbox", name="Why").fill("a repeat")
    page.get_by_role("button", name="Reject it").click()
    page.get_by_text("The report is rejected").wait_for()
    item = app.desk(lambda desk: desk.item(report_id))
    assert (item.item.state, item.history[-1].reason) == ("rejected", "a repeat")


def test_a_click_on_the_map_puts_the_account_there(app, opened):
    report_id = app.submit(title="Map")
    page = opened(report_id)
    frame = page.locator("iframe")
    frame.scroll_into_view_if_needed()
    page.frame_locator("iframe").locator(".leaflet-container.panj-pick").wait_for()
    page.frames[1].wait_for_function("Panj.state.map.getZoom() === 8.5")
    frame.click(position={"x": 300, "y": 150})
    page.get_by_text("Clicked:").wait_for()
    page.get_by_role("button", name="Put it there").click()
    page.get_by_text("Place is set").wait_for()
    place = app.desk(lambda desk: desk.item(report_id)).accounts[0].account.place
    assert (place.precision_class, place.country) == ("exact", "TJ")


def test_the_queue_outlives_the_browser_and_the_address_names_the_report(app, opened):
    report_id = app.submit(title="Kept in the queue")
    page = opened()
    page.get_by_role("button", name="Kept in the queue").click()
    page.get_by_role("heading", name="Kept in the queue").wait_for()
    page.wait_for_url(f"**/reports?report={report_id}")
    page.frame_locator("iframe").locator(".leaflet-container").wait_for()
    _drawn(page)
    page.get_by_role("button", name="All reports").click()
    page.get_by_role("tab", name="Queue").wait_for()
    page.wait_for_url(re.compile(r"/reports$"))


@pytest.mark.parametrize(("scheme", "size"), [("light", (1366, 768)), ("dark", (1366, 768)), ("dark", (390, 844))])
def test_axe_finds_nothing_serious_in_a_review(app, opened, browser_page, scheme, size):
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    browser_page.set_viewport_size({"width": size[0], "height": size[1]})
    browser_page.emulate_media(color_scheme=scheme)
    page = opened(app.submit(title=f"Looked at {scheme} {size[0]}"))
    page.evaluate((resources.files(package) / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, {iframes: false, resultTypes: ['violations']})")
    grave = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
    assert not grave, [(one["id"], one["nodes"][0]["html"][:200]) for one in grave]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= size[0]


def test_read_only_hides_the_page_and_refuses_its_address(browser_page, run_app):
    url = run_app(ROOT / "app.py", {"PANJ_READONLY": "1"})
    browser_page.goto(f"{url}/reports")
    browser_page.get_by_role("heading", name="You may not do this").wait_for()
    expect(browser_page.get_by_text("PANJ_READONLY is set")).to_be_visible()
    expect(browser_page.get_by_role("link", name="Incidents")).to_have_count(1)
    expect(browser_page.get_by_role("link", name="Reports")).to_have_count(0)


# Two people.


@pytest.fixture(scope="module")
def shared(run_provider: Any, run_app: Any, tmp_path_factory: pytest.TempPathFactory) -> App:
    """Give an app with a login, to which two reviewers and a viewer have accounts."""
    home, port = tmp_path_factory.mktemp("two"), free_port()
    url = f"http://127.0.0.1:{port}"
    (home / "secrets.toml").write_text(SECRETS.format(app=url, provider=run_provider(PEOPLE)))
    (home / "access.toml").write_text(ROLES)
    env = {"PANJ_HOME": str(home), "STREAMLIT_SECRETS_FILES": str(home / "secrets.toml")}
    return App(run_app(ROOT / "app.py", env, port), home)


@pytest.fixture
def signed_in(shared: App, chromium_browser: Any) -> Iterator[Any]:
    """Give `signed_in(who) -> page`, each in a browser of their own."""
    contexts = []

    def go(who: str) -> Any:
        context = chromium_browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(WAIT_MS)
        # The provider's own pages ask for a style sheet of the internet.
        context.route(
            re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.fulfill(body="", content_type="text/css")
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(shared.url)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name=who, exact=True).click()
        page.wait_for_url(f"{shared.url}/")
        return page

    yield go
    for context in contexts:
        context.close()


def test_two_reviewers_see_who_holds_a_report_and_overwrite_nothing(shared, signed_in):
    report_id = shared.submit(title="Held")
    first, second = signed_in("first"), signed_in("second")
    first.goto(f"{shared.url}/reports?report={report_id}")
    _drawn(first)
    second.goto(f"{shared.url}/reports")
    second.get_by_text("nigora@example.org, until").wait_for()
    second.get_by_role("button", name="Held").click()
    second.get_by_text("is reviewing this report").wait_for()
    expect(second.get_by_role("button", name="Accept")).to_have_count(0)
    expect(second.get_by_text("Account 1 of 2")).to_be_visible()
    # The first goes; the second looks again, and does something.
    first.get_by_role("button", name="All reports").click()
    first.get_by_role("tab", name="Queue").wait_for()
    stale = first.context.new_page()
    stale.goto(f"{shared.url}/reports?report={report_id}")
    _drawn(stale)
    first.get_by_role("button", name="Held").click()
    first.get_by_role("button", name="All reports").click()
    first.get_by_role("tab", name="Queue").wait_for()
    second.get_by_role("button", name="Look again").click()
    second.get_by_role("button", name="Accept").click()
    second.get_by_text("The report is accepted").wait_for()
    # A window of the first still shows it as it was.
    stale.get_by_role("button", name="Accept").click()
    stale.get_by_text("Nothing was changed").wait_for()
    expect(stale.get_by_role("button", name="Accept")).to_have_count(0)
    said = [(event.kind, event.user) for event in shared.desk(lambda desk: desk.history(report_id))]
    assert said == [("accept", "behruz@example.org")]


def test_a_viewer_does_not_find_the_page_and_is_refused_at_its_address(shared, signed_in):
    page = signed_in("reader")
    page.get_by_role("link", name="Account (viewer)").wait_for()
    expect(page.get_by_role("link", name="Reports")).to_have_count(0)
    page.goto(f"{shared.url}/reports")
    page.get_by_role("heading", name="You may not do this").wait_for()
    expect(page.get_by_text("reader@example.org has the role viewer, and this needs reviewer")).to_be_visible()
