"""The house keeps its order: imports point downwards only, and no module hides another package."""

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = (
    "core",
    "border",
    "places",
    "reports",
    "incidents",
    "store",
    "views",
    "pipeline",
    "commands",
    "cli",
    "__main__",
)
MODULES = sorted((ROOT / "geo").rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(ROOT / "geo").parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _geo_modules(path: Path) -> set[str]:
    names = {_name(module) for module in MODULES}
    found = set()
    for imported in _imports(path):
        for candidate in (imported, imported.rpartition(".")[0]):
            if candidate in names:
                found.add(candidate)
                break
    return found


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_point_downwards(path):
    if path.parent == ROOT / "geo" and path.name == "__init__.py":
        assert not _imports(path)
        return
    for imported in _imports(path):
        top, *rest = imported.split(".")
        assert top != "streamlit", f"{_name(path)} imports Streamlit"
        assert top != "pages", f"{_name(path)} imports a page"
        if top == "geo" and rest[0] in ORDER:
            assert ORDER.index(rest[0]) <= ORDER.index(_room(path)), (
                f"{_name(path)} imports {imported}, which is above it"
            )


def test_no_import_cycle():
    graph = {_name(path): _geo_modules(path) - {_name(path)} for path in MODULES}
    done: set[str] = set()

    def visit(name, trail):
        assert name not in trail, " -> ".join([*trail, name])
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, [*trail, name])
            done.add(name)

    for name in graph:
        visit(name, [])


def test_no_module_is_named_like_another_package():
    taken = set(sys.stdlib_module_names) | {name.lower() for name in packages_distributions()}
    clashes = [_name(path) for path in MODULES if path.stem in taken and path.stem not in {"__init__", "__main__"}]
    assert not clashes
