"""How a sentence stands to an account that it may go on with: the same people, their dead, or others."""

from geo.reports.analysis import Analysis
from geo.reports.date_words import DateMention
from geo.reports.drafts import Draft, overlap
from geo.reports.telling import Told, counts_people

ACTS = {"clash", "shooting", "mine", "drone", "crossfire", "airstrike"}

_BODIES = {"bodies", "body", "corpses", "corpse"}
_RECALL = {"recall", "reminder", "recalled"}
_SAME = (["the"], ["he"], ["they"], ["she"], ["his"], ["that"])
_THE = {"the", "their", "his"}


def fled_after(current: Draft, told: Told, day: DateMention) -> bool:
    """Tell those who fled over the border on a later day than the attack: "on the 22nd 130 soldiers went over"."""
    if "refugees" not in told.line.cues or told.line.cues.keys() & ACTS or not counts_people(told.line):
        return False
    begun, start, cues = current.date, day.span.start, current.cues()
    later = begun is not None and begun.end is not None and start is not None and start > begun.end
    return later and bool(cues.keys() & ACTS) and not cues.keys() & {"refugees", "admitted"}


def recalls_the_same(analysis: Analysis, current: Draft, told: Told) -> bool:
    """Tell "recall, the man was kidnapped on January 1" after news without a day of those who hold him."""
    cues = told.line.cues
    if current.dates or current.role != "main" or not {"background", "kidnapping"} <= cues.keys() or "another" in cues:
        return False
    words, recalled = analysis.doc.words, cues["background"][0]
    counted = any(harm.best and harm.best > 1 for other in current.told for harm in other.harms)
    again = words[recalled.last : recalled.last + 1]
    return words[recalled.first] in _RECALL and "kidnapping" in current.cues() and not counted and again[0:1] in _SAME


def crossed_there(current: Draft, told: Told) -> bool:
    """Tell where those who fled came over: "the soldiers crossed at the Sarigor post", which lies on the other bank."""
    came = bool(told.line.cues.keys() & {"crossing", "refugees"}) and not told.line.cues.keys() & ACTS
    return came and "refugees" in current.cues() and not told.harms and not counts_people(told.line)


def found_the_dead(analysis: Analysis, told: Told) -> bool:
    """Tell where those who were killed before were found: "the bodies came ashore in another district"."""
    words = analysis.doc.words
    return any(
        words[harm.trigger[0]] in _BODIES and words[harm.trigger[0] - 1] in _THE for harm in told.harms if not harm.zero
    )


def are_others(draft: Draft, told: Told, day: DateMention) -> bool:
    """Tell others who came over, or another incident, on a day of its own: "the next day another 40 crossed"."""
    came = bool(told.line.cues.keys() & {"crossing", "refugees"}) and counts_people(told.line)
    other = any(
        another.last - another.first > 1 and another.first <= incident.first < another.last
        for another in told.line.cue("another")
        for incident in told.line.cue("incident")
    )
    return (came or other) and not any(overlap(day.span, date.span, slack=0) for date in finest(draft, day))


def finest(draft: Draft, day: DateMention) -> list[DateMention]:
    """Return the dates of an account to set a day against: its days where it has any, not the week they lie in."""
    days = [date for date in draft.dates if date.span.precision in {"day", "days"}]
    return days if days and day.span.precision == "day" else draft.dates
