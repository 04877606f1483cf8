import datetime as dt
import json

import pytest

from geo.core import model
from geo.core.errors import RecordError

INCIDENT = model.Incident(
    id="2025-12-24-kavo",
    summary="Made up for this test.",
    date=model.DateSpan(start=dt.date(2025, 12, 23), end=dt.date(2025, 12, 24), precision="day"),
    place=model.Placement(status="placed", segments=(model.SegmentShare(id="a--b", share=1.0),)),
    kind="clash",
    killed=model.Casualties(low=4, best=5, high=5, security=2),
    claims=(model.Claim(claimant="a committee", says="three attackers", span=(3, 9)),),
)


def test_json_form_round_trips():
    text = json.dumps(model.to_dict(INCIDENT))
    assert model.from_dict(json.loads(text), model.Incident) == INCIDENT
    assert json.loads(text)["date"]["start"] == "2025-12-23"
    assert json.loads(text)["wounded"] == {"low": None, "best": None, "high": None}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": None, "colour": "red"}, "extra fields found \\(colour\\)"),
        ({"date": {"start": "31 February"}}, r"Incident\.date\.start"),
        ({"killed": {"best": "many"}}, r"Incident\.killed\.best"),
        ({"killed": 3}, r"Incident\.killed"),
    ],
)
def test_bad_record_names_the_field(change, message):
    with pytest.raises(RecordError, match=message):
        model.from_dict({**model.to_dict(INCIDENT), **change}, model.Incident)
