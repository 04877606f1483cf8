"""Who uses the app: told by where the browser runs, or by the login."""

import pytest

from geo.core.errors import AccessError, RecordError
from geo.store.access import Role
from pages import _user


class _Context:
    def __init__(self, headers, ip_address=None):
        self.headers = headers
        self.ip_address = ip_address


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    for name in ("PANJ_READONLY", "PANJ_ACCESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    _set_secrets(monkeypatch, tmp_path / "none.toml")
    yield
    _user.st.secrets._reset()


def _set_secrets(monkeypatch, path):
    known = _user.config.get_option
    monkeypatch.setattr(_user.config, "get_option", lambda key: [str(path)] if key == "secrets.files" else known(key))
    _user.st.secrets._reset()


def _come(monkeypatch, headers, ip_address=None):
    monkeypatch.setattr(_user.st, "context", _Context(headers, ip_address))


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:8501"])
def test_whoever_sits_at_this_machine_may_do_everything(monkeypatch, host):
    _come(monkeypatch, {"Host": host})
    assert _user.current_user().role == Role.ADMIN
    assert _user.may(Role.REVIEWER)
    monkeypatch.setenv("PANJ_READONLY", "1")
    assert _user.current_user().role == Role.VIEWER
    assert not _user.may(Role.REVIEWER)


@pytest.mark.parametrize(
    ("headers", "ip_address"),
    [
        ({"Host": "localhost:8501"}, "192.168.1.20"),
        ({"Host": "map.example.org"}, "192.168.1.20"),
        ({"Host": "localhost:8501", "X-Forwarded-For": "203.0.113.7"}, None),
        ({"Host": "map.example.org", "Forwarded": "for=203.0.113.7"}, None),
        # A connection that is already lost says neither where it came from nor what it asked for.
        ({}, None),
    ],
)
def test_whoever_comes_over_a_network_may_read(monkeypatch, headers, ip_address):
    _come(monkeypatch, headers, ip_address)
    user = _user.current_user()
    assert (user.name, user.role, user.is_signed_in) == ("anonymous", Role.VIEWER, False)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8501", "[::1", "user@localhost@evil"])
def test_a_foreign_name_for_this_machine_opens_nothing(monkeypatch, host):
    _come(monkeypatch, {"Host": host})
    with pytest.raises(AccessError, match="open it as localhost"):
        _user.current_user()


def _sign_in(monkeypatch, tmp_path, claims, roles):
    (tmp_path / "secrets.toml").write_text('[auth]\nclient_id = "panj"\n\n[auth.desk]\nclient_id = "desk"\n')
    _set_secrets(monkeypatch, tmp_path / "secrets.toml")
    (tmp_path / "access.toml").write_text(roles)
    monkeypatch.setattr(_user.st, "user", type("User", (), {"to_dict": lambda self: claims})())
    _come(monkeypatch, {"Host": "localhost:8501"})


ROLES = '[emails]\n"nigora@example.org" = "reviewer"\n'


def test_with_a_login_being_at_this_machine_gives_nothing(monkeypatch, tmp_path):
    _sign_in(monkeypatch, tmp_path, {}, ROLES)
    assert _user.current_user().role == Role.NOBODY
    _sign_in(monkeypatch, tmp_path, {"is_logged_in": False, "email": "nigora@example.org"}, ROLES)
    assert _user.current_user().role == Role.NOBODY
    (tmp_path / "access.toml").write_text('anonymous = "viewer"')
    assert _user.current_user().role == Role.VIEWER


def test_a_login_gives_the_role_of_the_file(monkeypatch, tmp_path):
    claims = {"is_logged_in": True, "sub": "1", "email": "nigora@example.org", "email_verified": True}
    _sign_in(monkeypatch, tmp_path, claims, ROLES)
    user = _user.current_user()
    assert (user.name, user.role) == ("nigora@example.org", Role.REVIEWER)
    (tmp_path / "access.toml").write_text("emails = 3")
    with pytest.raises(RecordError):
        _user.current_user()


def test_every_provider_has_its_button(monkeypatch, tmp_path):
    _sign_in(monkeypatch, tmp_path, {}, ROLES)
    assert _user.providers() == {None: "Sign in", "desk": "Sign in with desk"}


def test_secrets_that_cannot_be_read_open_nothing(monkeypatch, tmp_path):
    (tmp_path / "secrets.toml").write_text("[auth\n")
    _set_secrets(monkeypatch, tmp_path / "secrets.toml")
    _come(monkeypatch, {"Host": "localhost:8501"})
    with pytest.raises(AccessError, match="nobody is let in"):
        _user.current_user()


def test_secrets_without_a_login_change_nothing(monkeypatch, tmp_path):
    (tmp_path / "secrets.toml").write_text('key = "value"')
    _set_secrets(monkeypatch, tmp_path / "secrets.toml")
    _come(monkeypatch, {"Host": "localhost:8501"})
    assert _user.current_user().role == Role.ADMIN
