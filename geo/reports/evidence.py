"""What an account must rest on beyond the weight of its sentences: an act or somebody who acts, and this border."""

from collections.abc import Sequence

from geo.core.model import Account
from geo.reports import relevance
from geo.reports.analysis import Analysis, Line
from geo.reports.banks import is_tajik
from geo.reports.drafts import Draft, has_harm
from geo.reports.telling import Told

# Somebody hurt is no incident yet: somebody must act, or one of these happen.
_ACTS = {
    "clash", "shooting", "mine", "drone", "crossfire", "airstrike", "kidnapping", "theft", "crossing", "refugees",
    "foiled", "drowned", "smuggling", "armed_men", "terror", "warned", "seizure", "spotted", "captor", "guards",
}  # fmt: skip
_HAPPENINGS = _ACTS - {"drone", "guards", "armed_men", "terror", "smuggling", "seizure"} | {"incident", "happened"}
# What goes over the line, wherever it is told of.
_OVER = {"crossing", "crossfire", "refugees", "theft", "admitted", "drone", "airstrike"}
_LEAD_LINES = 2
# What weighs less is talk around the event: "the district borders on Tajikistan".
_TOLD = 1.5


def rests_on_events(
    analysis: Analysis, account: Account, draft: Draft, told_lines: Sequence[Told], *, goes_on: bool
) -> bool:
    """Tell an account of this border from losses of another kind and from fights inside a country.

    Parameters
    ----------
    analysis
        The report taken apart.
    account
        What was read.
    draft
        Its sentences.
    told_lines
        All sentences of the report.
    goes_on
        The report has told of an incident here already: what it recalls beside it needs no more.
    """
    if not _acted(draft, told_lines) or not _befell(draft):
        return False
    place = account.place
    inland = place.region is not None and place.country == "TJ" and not place.segments
    if inland and any("inner" in told.line.cues for told in draft.told):
        return False
    expelled = any("deportation" in told.line.cues for told in told_lines[:_LEAD_LINES])
    if inland and expelled and "crossing" not in draft.cues():
        return False
    if goes_on:
        return True
    if account.role != "main" and place.region is None and not any(map(has_harm, draft.told)) and expelled:
        return False
    lines = [told.line for told in draft.told if told.score >= _TOLD] or [told.line for told in draft.told]
    over = _goes_over(analysis, lines)
    inner = any("inner" in told.line.cues for told in told_lines)
    if inner and not (over or _fought_off(draft) or _befell_people(draft)):
        return False
    beside = over or relevance.names_line(m for told in draft.told for m in told.mentions)
    if place.country == "AF" and place.precision_class != "country":
        faces = any(is_tajik(mention) for told in draft.told for mention in told.mentions)
        return beside or faces or _fought_off(draft) or _speaks_of_border(analysis, [*lines, told_lines[0].line])
    if place.region is None:
        cues = {cue for line in lines for cue in line.cues}
        beside = beside or "clash" in cues or {"tajik", "afghan"} <= cues
        return beside or _names_border(analysis, [*lines, *(told.line for told in told_lines[:_LEAD_LINES])])
    return True


def _acted(draft: Draft, told_lines: Sequence[Told]) -> bool:
    """Tell whether the account speaks of an act or of attackers, or the rest of the report does."""
    if _befell_people(draft) or _fought_off(draft):
        return True
    return any(told.line.cues.keys() & _ACTS for told in [*draft.told, *told_lines])


def _befell_people(draft: Draft) -> bool:
    """Tell people who were taken or held, and losses of guards."""
    harms = (harm for told in draft.told for harm in told.harms)
    return any(
        harm.effect in {"kidnapped", "detained"} or any(person.side == "security" for person in harm.people)
        for harm in harms
    )


def _befell(draft: Draft) -> bool:
    """Tell whether anything happened, or only those are named who could do it: a new post, its drone, smugglers."""
    return bool(draft.cues().keys() & _HAPPENINGS) or any(told.harms for told in draft.told)


def _fought_off(draft: Draft) -> bool:
    """Tell losses of attackers or smugglers, who are no crowd in a town."""
    people = (person for told in draft.told for harm in told.harms for person in harm.people)
    return any(person.side == "attackers" for person in people) or "smuggling" in draft.cues()


def _goes_over(analysis: Analysis, lines: Sequence[Line]) -> bool:
    """Tell sentences that speak of guards of the border or of what goes over it."""
    return relevance.guards_the_line(analysis, lines) or any(line.cues.keys() & _OVER for line in lines)


def _speaks_of_border(analysis: Analysis, lines: Sequence[Line]) -> bool:
    """Tell sentences that speak of the border, or of Tajiks."""
    return any("tajik" in line.cues for line in lines) or _names_border(analysis, lines)


def _names_border(analysis: Analysis, lines: Sequence[Line]) -> bool:
    """Tell sentences with a word for the border."""
    words = analysis.doc.words
    return any(
        word.startswith(relevance.BORDER_WORDS)
        for line in lines
        for word in words[line.sentence.first : line.sentence.last]
    )
