import dataclasses

import pandas as pd
import pytest
import shapely

from geo.border import checks
from geo.core.errors import SourceError


@pytest.fixture
def check(tiny_layers, monkeypatch):
    """Return a function that checks the tiny layers with one layer changed."""
    monkeypatch.setattr(checks, "EXPECTED_KM", float(tiny_layers.segments.length_km.sum()))

    def run(frontage=None, **changes):
        changed = {name: change(getattr(tiny_layers, name).copy()) for name, change in changes.items()}
        outlines = dict(zip(("TJ", "AF"), tiny_layers.countries.geometry, strict=True))
        checks.check_layers(dataclasses.replace(tiny_layers, **changed), outlines, frontage)

    return run


def test_layers_in_order_pass(check, tiny_layers):
    check(frontage=tiny_layers.districts[["district_id", "km_from", "km_to"]])


def test_a_line_of_another_length_is_named(check, monkeypatch):
    monkeypatch.setattr(checks, "EXPECTED_KM", 1344.0)
    with pytest.raises(SourceError, match=r"the border line is 87\.83 km long, expected 1344\.0 km"):
        check()


def test_segments_that_do_not_sum_up_are_named(check):
    with pytest.raises(SourceError, match="the segments' lengths sum to"):
        check(segments=lambda frame: frame.assign(length_km=frame.length_km - 1))


def test_segments_that_leave_a_hole_in_the_line_are_named(check):
    def halve(frame):
        half = pd.concat([frame, frame], ignore_index=True)
        half["segment_id"] = ["west", "east"]
        half["geometry"] = [shapely.box(70, 37.8, 70.5, 38.2), shapely.box(70.5, 37.8, 71, 38.2)]
        half["km_from"], half["km_to"] = [0.0, 50.0], [40.0, 90.0]
        half["length_km"] /= 2
        return half

    with pytest.raises(SourceError, match="do not follow each other"):
        check(segments=halve)


def test_overlapping_strips_are_named(check):
    def double(frame):
        frame = pd.concat([frame, frame], ignore_index=True)
        frame["segment_id"] = ["west", "east"]
        return frame

    with pytest.raises(SourceError, match="the segments' polygons are empty, overlap"):
        check(segments=double)


def test_an_id_given_twice_is_named(check):
    with pytest.raises(SourceError, match="two districts have one id: tj-north"):
        check(districts=lambda frame: frame.assign(district_id="tj-north"))


def test_districts_that_do_not_fill_the_country_are_named(check):
    def shrink(frame):
        return frame.set_geometry([shapely.box(70, 38, 71, 38.9), frame.geometry.iloc[1]], crs=frame.crs)

    with pytest.raises(SourceError, match=r"districts of TJ differ from its outline by 10\.0000%"):
        check(districts=shrink)


def test_afghan_districts_may_leave_land_out_but_not_reach_over(check):
    def only(box):
        return lambda frame: frame.set_geometry([frame.geometry.iloc[0], box], crs=frame.crs)

    check(districts=only(shapely.box(70, 37.5, 71, 38)))
    with pytest.raises(SourceError, match="districts of AF differ"):
        check(districts=only(shapely.box(70, 36.5, 71, 38)))


def test_districts_away_from_the_line_are_named(check):
    # A notch of 0.01 degrees of latitude, between two stretches that keep to the line.
    bay = shapely.Polygon([(70, 37), (71, 37), (71, 38), (70.6, 38), (70.5, 37.99), (70.4, 38), (70, 38)])

    def set_back(frame):
        return frame.set_geometry([frame.geometry.iloc[0], bay], crs=frame.crs)

    with pytest.raises(SourceError, match=r"districts of AF lie up to 11\d+\.\d m away"):
        check(districts=set_back)


@pytest.mark.parametrize(
    ("km_from", "km_to", "words"),
    [(1.4, 86.5, None), (2.0, 87.8, r"tj-north has km_from 0\.0, measured 2\.0"), (0.0, 80.0, "measured 80")],
)
def test_frontage_is_compared_with_what_was_measured(check, km_from, km_to, words):
    frontage = pd.DataFrame(
        {"district_id": ["tj-north", "af-south"], "km_from": [km_from, 0.0], "km_to": [km_to, 87.8]}
    )
    if words is None:
        check(frontage=frontage)
    else:
        with pytest.raises(SourceError, match=words):
            check(frontage=frontage)


def test_a_district_without_its_frontage_is_named(check):
    frontage = pd.DataFrame({"district_id": ["tj-north"], "km_from": [0.0], "km_to": [87.8]})
    with pytest.raises(SourceError, match=r"af-south has km_from 0\.0, measured nan"):
        check(frontage=frontage)


def test_all_problems_are_named_at_once(check):
    with pytest.raises(SourceError) as caught:
        check(
            districts=lambda frame: frame.assign(district_id="tj-north"),
            segments=lambda frame: frame.assign(length_km=1.0),
        )
    assert str(caught.value).count(";") == 1
