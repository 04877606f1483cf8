"""The login, against an OpenID Connect provider on this machine, in a real Chromium."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from geo.store.whereabouts import FILE_NAME
from tests.conftest import WAIT_MS, free_port
from tests.pages.conftest import SECRETS

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = {
    "reviewer": {"email": "nigora@example.org", "email_verified": True},
    "viewer": {"email": "reader@example.org", "email_verified": True, "groups": ["readers"]},
    "stranger": {"email": "stranger@example.net", "email_verified": True},
    "impostor": {"email": "nigora@example.org", "email_verified": False},
}
ROLES = """
anonymous = "{anonymous}"

[emails]
"nigora@example.org" = "reviewer"

[groups]
"readers" = "viewer"
"""


@dataclass(frozen=True)
class App:
    """The app with a login: its address and its home folder."""

    url: str
    home: Path

    def set_anonymous(self, role: str) -> None:
        (self.home / "access.toml").write_text(ROLES.format(anonymous=role))

    def audit(self) -> list[tuple[str, str, str]]:
        """Return action, user and role of what the audit holds."""
        engine = sa.create_engine(f"sqlite:///{self.home / FILE_NAME}")
        with engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT action, user, detail FROM audit ORDER BY number")).all()
        engine.dispose()
        return [
            (action, user, json.loads(detail)["role"]) for action, user, detail in rows if action.startswith("sign-")
        ]


@pytest.fixture(scope="module")
def app(run_provider: Any, run_app: Any, tmp_path_factory: pytest.TempPathFactory) -> App:
    home = tmp_path_factory.mktemp("login")
    port = free_port()
    found = App(f"http://127.0.0.1:{port}", home)
    (home / "secrets.toml").write_text(SECRETS.format(app=found.url, provider=run_provider(PEOPLE)))
    found.set_anonymous("nobody")
    run_app(ROOT / "app.py", {"PANJ_HOME": str(home), "STREAMLIT_SECRETS_FILES": str(home / "secrets.toml")}, port)
    return found


@pytest.fixture
def page(app: App, chromium_browser: Any) -> Iterator[Any]:
    app.set_anonymous("nobody")
    context = chromium_browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(WAIT_MS)
    # The provider's own pages ask for a style sheet of the internet.
    context.route(
        re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.fulfill(body="", content_type="text/css")
    )
    yield context.new_page()
    context.close()


def _sign_in(page: Any, app: App, who: str) -> None:
    page.goto(app.url)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=who, exact=True).click()
    page.wait_for_url(f"{app.url}/")


def _heading(page: Any, text: str) -> Any:
    return page.get_by_role("heading", name=text)


def test_without_signing_in_nothing_is_shown_but_the_way_in(page, app):
    for path in ("", "timeline", "briefing", "about", "checks?min_killed=1"):
        page.goto(f"{app.url}/{path}")
        _heading(page, "Sign in").wait_for()
        expect(page.get_by_text("Sign in to see the map")).to_be_visible()
        expect(page.get_by_role("link", name="Border strip")).to_have_count(0)
        expect(page.locator("iframe")).to_have_count(0)
        expect(page.locator("body")).not_to_contain_text("Killed", use_inner_text=True)


def test_a_reviewer_signs_in_and_out_and_it_is_written_down(page, app):
    before = len(app.audit()) if (app.home / FILE_NAME).exists() else 0
    _sign_in(page, app, "reviewer")
    _heading(page, "Incidents on the Tajik-Afghan border").wait_for()
    page.get_by_role("link", name="Account (reviewer)").click()
    page.get_by_text("Signed in as nigora@example.org.").wait_for()
    expect(page.get_by_text("Role reviewer: may read, add reports")).to_be_visible()
    # Another window is the same sign-in.
    other = page.context.new_page()
    other.goto(app.url)
    other.get_by_role("link", name="Account (reviewer)").wait_for()
    other.close()
    assert app.audit()[before:] == [("sign-in", "nigora@example.org", "reviewer")]

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    _heading(page, "Sign in").wait_for()
    assert app.audit()[before + 1 :] == [("sign-out", "nigora@example.org", "reviewer")]
    page.goto(app.url)
    _heading(page, "Sign in").wait_for()


def test_a_viewer_gets_the_role_of_their_group(page, app):
    _sign_in(page, app, "viewer")
    page.get_by_role("link", name="Account (viewer)").click()
    page.get_by_text("Role viewer: may read everything that is shown").wait_for()
    assert app.audit()[-1] == ("sign-in", "reader@example.org", "viewer")


def test_a_stranger_is_known_but_let_in_nowhere(page, app):
    _sign_in(page, app, "stranger")
    _heading(page, "Your account").wait_for()
    expect(page.get_by_text("Signed in as stranger@example.net.")).to_be_visible()
    expect(page.get_by_text("Role nobody: sees nothing here")).to_be_visible()
    page.goto(f"{app.url}/timeline")
    _heading(page, "Your account").wait_for()
    expect(page.get_by_role("link", name="Border strip")).to_have_count(0)
    assert app.audit()[-1] == ("sign-in", "stranger@example.net", "nobody")
    page.get_by_role("button", name="Sign out").click()


def test_an_address_that_the_provider_has_not_checked_gives_no_role(page, app):
    _sign_in(page, app, "impostor")
    _heading(page, "Your account").wait_for()
    expect(page.get_by_text("Signed in as account impostor.")).to_be_visible()
    expect(page.get_by_text("Role nobody")).to_be_visible()
    assert app.audit()[-1] == ("sign-in", "account impostor", "nobody")


def test_a_role_that_is_taken_away_is_gone_with_the_next_click(page, app):
    _sign_in(page, app, "reviewer")
    page.get_by_role("link", name="Account (reviewer)").wait_for()
    (app.home / "access.toml").write_text('[emails]\n"nigora@example.org" = "viewer"\n')
    page.get_by_role("link", name="About").click()
    page.get_by_role("link", name="Account (viewer)").wait_for()


def test_reading_can_be_open_to_all(page, app):
    app.set_anonymous("viewer")
    page.goto(app.url)
    _heading(page, "Incidents on the Tajik-Afghan border").wait_for()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_text("Everybody may read").wait_for()
    page.get_by_role("button", name="Sign in").wait_for()


def test_a_file_of_roles_that_cannot_be_read_lets_nobody_in(page, app):
    (app.home / "access.toml").write_text('anonymous = "boss"')
    page.goto(app.url)
    page.get_by_text("'boss' is not a role").wait_for()
    expect(page.get_by_role("link", name="Border strip")).to_have_count(0)
    expect(page.locator("iframe")).to_have_count(0)
