"""What tests of pages share."""

import pytest

from pages import _user


@pytest.fixture
def at_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page without a browser be used by who sits at this machine, who may do everything."""
    monkeypatch.setattr(_user, "_is_at_this_machine", lambda: True)
