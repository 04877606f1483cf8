"""Invented incidents with known answers."""

import datetime as dt
import shutil

import pytest

from geo.border import segments
from geo.core.model import Casualties, Count, DateSpan, Incident, Party, Placement, SegmentShare
from geo.core.settings import settings
from geo.incidents.table import IncidentTable


def _day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture(scope="session")
def make():
    """Build an incident from a few words; the rest is plausible and constant."""

    def build(
        name,
        start=None,
        end=None,
        *,
        district=None,
        region=None,
        segment=None,
        precision="settlement",
        killed=None,
        wounded=None,
        **more,
    ):
        shares = ()
        if segment:
            shares = (SegmentShare(id=segment, share=1.0),)
        elif district:
            shares = segments.shares_of_district(district)
        elif region:
            shares = segments.shares_of_region(region)
        on_map = precision in {"exact", "near", "settlement", "district"}
        place = Placement(
            status="placed",
            name=f"Place of {name}",
            placetype=precision if precision in {"district", "region", "border"} else "settlement",
            precision_class=precision,
            lon=70.0 if on_map else None,
            lat=37.6 if on_map else None,
            district_id=district,
            district=district and district.split("-", 1)[1].replace("-", " ").title(),
            region_id=region,
            country=more.get("bank"),
            segments=shares,
        )
        low, best, high = killed or (None, None, None)
        few, some, many = wounded or (None, None, None)
        fields = {
            "id": name,
            "summary": f"Invented: {name}.",
            "date": DateSpan(
                start=start and _day(start),
                end=start and _day(end or start),
                precision=start and ("days" if end and end != start else "day"),
            ),
            "place": place,
            "kind": "clash",
            "killed": Casualties(low=low, best=best, high=high),
            "wounded": Count(low=few, best=some, high=many),
            "parties": (Party(id="smugglers", label="four smugglers"),),
        }
        return Incident(**{**fields, **more})

    return build


@pytest.fixture(scope="session")
def five(make):
    """Five incidents: two in Khatlon, one opposite, one known to a region, one undated."""
    chah_ab = "shamsiddin-shohin--chah-ab"
    return (
        make("alpha", "2025-11-26", district="tj-shamsiddin-shohin", region="tj-khatlon", segment=chah_ab, bank="TJ",
             killed=(3, 3, 3), wounded=(1, 1, 1), kind="drone_attack"),
        make("bravo", "2025-12-23", "2025-12-24", district="tj-shamsiddin-shohin", region="tj-khatlon",
             precision="district", bank="TJ", killed=(4, 5, 5), wounded=(2, 2, 2), status="disputed"),
        make("charlie", "2025-10-25", district="af-chah-ab", region="af-takhar", segment=chah_ab, bank="AF",
             killed=(None, None, None), parties=(Party(id="taliban", label="Taliban"),)),
        make("delta", "2026-02-10", region="tj-khatlon", precision="region", bank="TJ", killed=(0, 0, 0),
             kind="detention"),
        make("echo", bank="TJ", district="tj-hamadoni", region="tj-khatlon", precision="district",
             killed=(2, None, None), kind="smuggling_clash"),
    )  # fmt: skip


@pytest.fixture(scope="session")
def table(five):
    return IncidentTable.from_incidents(five)


@pytest.fixture
def data_copy(tmp_path):
    """Give a data folder that may be changed."""
    folder = tmp_path / "data"
    shutil.copytree(settings().data_dir, folder)
    return folder
