from geo.core.settings import settings


def test_folders_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_DATA", str(tmp_path / "d"))
    monkeypatch.setenv("PANJ_HOME", str(tmp_path / "h"))
    assert settings().data_dir == tmp_path / "d"
    assert settings().home_dir == tmp_path / "h"


def test_shipped_data_is_beside_the_library(monkeypatch):
    monkeypatch.delenv("PANJ_DATA", raising=False)
    monkeypatch.delenv("PANJ_HOME", raising=False)
    assert settings().data_dir.name == "data"
    assert settings().home_dir.name == "panj-watch"


def test_switches_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("PANJ_ACCESS", raising=False)
    monkeypatch.delenv("PANJ_READONLY", raising=False)
    assert (settings().access_file, settings().is_readonly) == (None, False)
    monkeypatch.setenv("PANJ_ACCESS", str(tmp_path / "roles.toml"))
    monkeypatch.setenv("PANJ_READONLY", "1")
    assert (settings().access_file, settings().is_readonly) == (tmp_path / "roles.toml", True)
