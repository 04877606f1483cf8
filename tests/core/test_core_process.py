"""How a process shares the machine."""

import gc
import os
import subprocess
import sys

import pytest

from geo.core.process import give_way, seldom_collected


def test_collects_less_often_within_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.isenabled()
        assert gc.get_threshold() > before
    assert gc.get_threshold() == before


def test_collects_as_before_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="a bad report"), seldom_collected():
        raise ValueError("a bad report")
    assert gc.get_threshold() == before


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system knows no niceness")
def test_a_process_that_gives_way_is_nicer_than_the_one_that_started_it() -> None:
    script = "import os; from geo.core.process import give_way; give_way(); print(os.nice(0))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert int(said) > os.nice(0)


def test_gives_way_without_an_error_where_nothing_can_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "nice", raising=False)
    give_way()
