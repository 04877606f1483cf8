"""Cues that mislead where they stand: "one another" is no other event, what may come has not happened."""

import datetime as dt
from collections.abc import Callable

from geo.reports import wordings
from geo.reports.analysis import Analysis, Line
from geo.reports.counts import Harm
from geo.reports.rules import Hit
from geo.reports.stated import is_stated
from geo.reports.text import Document

# What is only feared or thought of did not happen.
_IF = {
    "if", "fear", "fears", "fearing", "dread", "threat", "threats", "если", "опасаясь", "случае", "угроза", "угрозы"
}  # fmt: skip
_UNREAL_REACH = 4
_SUPPOSED_REACH = 7
# "Light may draw gunfire": what may come has not happened.
_MAY = {"may", "might", "could", "would", "can", "will"}
_MAY_REACH = 2
# "The UN refugee agency".
_OFFICES = {"agency", "agencies", "organisation", "organization"}
# "Soldiers fought armed men on their way into Tajikistan": nobody fled.
_FIGHTERS = {"fought", "armed", "gunmen", "smugglers", "militants"}
# "Беженцы начали возвращаться в Афганистан": nobody flees.
_GO_HOME = ("возвраща",)
_HOMEWARD = 16
# Words between "wounded" and "captured" in a list of losses.
_LISTED = 2
# Cues whose words may say otherwise where they stand.
_BY_WORDS = {
    "airstrike",
    "clash",
    "crossfire",
    "crossing",
    "drone",
    "mine",
    "refugees",
    "shooting",
    "theft",
    "smuggling",
}
_MISLEADING = _BY_WORDS | {
    "another", "unfired", "kidnapping", "background", "warned", "admitted", "other_country"
}  # fmt: skip
# "The Kazakh agency recalled": who tells of it is no place of it.
_OUTLETS = {
    "agency", "newspaper", "outlet", "portal", "media", "агентство", "издание", "портал", "сми", "газета",
}  # fmt: skip
# "The main crossing into Tajikistan" is a place; "the county was taken by an armed group" takes nobody.
_CHIEF = {"main", "principal", "key", "chief", "busiest", "biggest", "largest", "important", "strategic", "only"}
_TAKEABLE = {
    "county", "district", "districts", "town", "city", "port", "crossing", "post", "posts", "outpost", "centre",
    "center", "capital", "province", "base", "village",
}  # fmt: skip
_NOT = {"not", "never", "nor", "не", "refused", "refuse"}
_TAKEN = {"taken", "seized", "snatched", "grabbed"}
# "Another version" is no other event.
_OF_THE_SAME = {
    "version", "account", "explanation", "reason", "view", "story", "source", "figure", "estimate", "picture", "tone",
    "number", "light",
}  # fmt: skip
_DRIVE = {"drove", "driven", "drive", "driving"}
# "A day earlier" is the same news.
_RECENT = 1
_AGO = {"ago", "назад"}
_WEEK = dt.timedelta(days=7)


def leave_out_misleading(analysis: Analysis, line: Line, harms: list[Harm]) -> None:
    """Drop cues whose words say otherwise here: "one another", "another was wounded", "not a shot was fired"."""
    if _MISLEADING.isdisjoint(line.cues):
        return
    if "kidnapping" in line.cues and harms:
        _leave_out_prisoners(line, harms)
    words = analysis.doc.words
    _leave_out_places(words, line)
    if "background" in line.cues:
        _leave_out_names(analysis.doc, line)
        _leave_out_days(analysis, line)
    if "other_country" in line.cues:
        _leave_out(line, "other_country", lambda hit: not _OUTLETS.isdisjoint(words[hit.last : hit.last + 1]))
    if "warned" in line.cues and "shooting" in line.cues:
        _leave_out_warnings(line)
    if not harms:
        _leave_out_minefields(words, line)
    for cue in _BY_WORDS & line.cues.keys():
        _leave_out(line, cue, lambda hit: _says_otherwise(words, line, hit))
    if "another" in line.cues:
        _leave_out_others(words, line, harms)
    for cue in ("clash", "shooting", "crossfire") if "unfired" in line.cues else ():
        line.cues.pop(cue, None)


def _leave_out_minefields(words: list[str], line: Line) -> None:
    """Drop mines that were laid, lie or are cleared, unless one is said to go off."""
    if "mine" in line.cues and not wordings.goes_off(words, line):
        _leave_out(line, "mine", lambda hit: wordings.are_mines(words, hit))


def _leave_out_places(words: list[str], line: Line) -> None:
    """Drop cues of words for places, a town that was taken or "the main crossing", and of "they do not let us in"."""
    if "kidnapping" in line.cues:
        people = min((hit.first for hit in line.of("people")), default=line.sentence.last)
        _leave_out(line, "kidnapping", lambda hit: hit.first < people and _takes_a_place(words, line, hit))
    if "crossing" in line.cues:
        _leave_out(line, "crossing", lambda hit: words[hit.first] == "crossing" and words[hit.first - 1] in _CHIEF)
    if "admitted" in line.cues:
        _leave_out(line, "admitted", lambda hit: not _NOT.isdisjoint(words[max(hit.first - 2, 0) : hit.first]))


def _takes_a_place(words: list[str], line: Line, hit: Hit) -> bool:
    """Tell "the county was taken by an armed group" from people who were taken."""
    return words[hit.first] in _TAKEN and not _TAKEABLE.isdisjoint(words[line.sentence.first : hit.first])


def _says_otherwise(words: list[str], line: Line, hit: Hit) -> bool:
    """Tell "their cattle", "no drugs", "rather than refugees", "a round for a launcher", "if there is bombing"."""
    lead = words[max(hit.first - _UNREAL_REACH, line.sentence.first) : hit.first]
    match hit.value:
        case "theft":
            return _are_their_own(words[hit.first : hit.last])
        case "smuggling":
            return wordings.takes_drugs(lead) or ("seizure" in line.cues and lead[-1:] == ["no"])
        case "refugees":
            following = words[hit.last : hit.last + _HOMEWARD]
            return (
                not _FIGHTERS.isdisjoint(words[hit.first : hit.last])
                or lead[-2:] == ["rather", "than"]
                or not _OFFICES.isdisjoint(following[:1])
                or any(word.startswith(_GO_HOME) for word in following)
            )
        case "crossfire" if wordings.is_no_fire(words, line, hit):
            return True
        case "crossing":
            return wordings.is_supposed(words[max(hit.first - _SUPPOSED_REACH, line.sentence.first) : hit.first])
        case "clash":
            return wordings.is_supposed(lead[-2:]) or _may(words, line, hit)
        case "mine" if words[hit.last : hit.last + 1] in (["field"], ["fields"]):
            return True
        case "shooting" if wordings.is_no_shooting(words, line, hit):
            return True
    return _is_unreal(words, line, hit, lead)


def _may(words: list[str], line: Line, hit: Hit) -> bool:
    """Tell what may come from what came in May."""
    first = max(hit.first - _MAY_REACH, line.sentence.first)
    at = [i for i in range(first, hit.first) if words[i] in _MAY]
    return any(not any(date.first <= i < date.last for date in line.dates) for i in at)


def _is_unreal(words: list[str], line: Line, hit: Hit, lead: list[str]) -> bool:
    """Tell what is feared, or may come: "fear of shelling", "light may draw gunfire", "should they attack"."""
    return (
        _may(words, line, hit)
        or wordings.is_supposed(words[line.sentence.first : line.sentence.first + 1])
        or not _IF.isdisjoint(lead)
    )


def _leave_out_others(words: list[str], line: Line, harms: list[Harm]) -> None:
    """Drop "one another", "another was wounded", "and another man was held" as words for another event."""
    harm = {hit.first for hit in line.of("harm")}
    begun = min((told.trigger[0] for told in harms if told.people and not told.zero), default=line.sentence.last)
    counted = [person for told in harms for person in told.people if person.best is not None]
    kept = [
        hit
        for hit in line.cue("another")
        if not any(person.first < hit.last and hit.first < person.last for person in counted)
        and not (
            hit.last - hit.first == 1
            and words[hit.first] == "another"
            and (
                (hit.first and words[hit.first - 1] == "one")
                or hit.last in harm
                or (begun < hit.first and any(person.first == hit.last for person in counted))
                or not _OF_THE_SAME.isdisjoint(words[hit.last : hit.last + 1])
                or words[hit.last : hit.last + 1] in (["one"], ["was"], ["is"], ["were"])
            )
        )
    ]
    if kept != line.cue("another"):
        line.cues.pop("another")
        if kept:
            line.cues["another"] = kept


def _leave_out(line: Line, cue: str, is_other: Callable[[Hit], bool]) -> None:
    """Drop those words of a cue that say otherwise, and the cue with the last of them."""
    kept = [hit for hit in line.cue(cue) if not is_other(hit)]
    if kept:
        line.cues[cue] = kept
    else:
        line.cues.pop(cue)


def _are_their_own(words: list[str]) -> bool:
    """Tell herders who drive "their animals" over the border from thieves."""
    return words[0] in _DRIVE and "their" in words


def _leave_out_days(analysis: Analysis, line: Line) -> None:
    """Drop "days earlier", "раньше" as words that recall where they count a day: "a day earlier", "днём раньше".

    So is "a week ago" where the sentence has a recent day of its own: "guns moved up a week ago fired on Thursday".
    """
    if "background" not in line.cues or not line.dates:
        return
    words, published = analysis.doc.words, analysis.published
    recent = published is not None and any(
        d.use == "event"
        and d.span.precision == "day"
        and d.span.start
        and published - d.span.start < _WEEK
        and not is_stated(analysis, line, d)
        for d in line.dates
    )
    if recent:
        _leave_out(line, "background", lambda hit: words[hit.last - 1] in _AGO)
        line.dates = [d for d in line.dates if d.span.precision == "day" or words[d.last - 1] not in _AGO]
    if "background" not in line.cues:
        return
    days = [(d.first, d.last) for d in line.dates if d.use == "next" and -_RECENT <= d.shift < 0]
    _leave_out(line, "background", lambda hit: any(a <= hit.first and hit.last <= b for a, b in days))


def _leave_out_warnings(line: Line) -> None:
    """Drop the cue for shots at people from words that speak of warning shots."""
    warned = [(hit.first, hit.last) for hit in line.cue("warned")]
    _leave_out(line, "shooting", lambda hit: any(a < hit.last and hit.first < b for a, b in warned))


def _leave_out_names(doc: Document, line: Line) -> None:
    """Drop "earlier" as a word that recalls where it gives a former name: "(ранее Шуроабад)", "(пештар Шӯрообод)"."""
    _leave_out(
        line,
        "background",
        lambda hit: doc.gap(hit.first - 1).endswith("(") and hit.last < len(doc.words) and doc.is_capitalised(hit.last),
    )


def _leave_out_prisoners(line: Line, harms: list[Harm]) -> None:
    """Drop the cue for captives from words that say that guards took somebody prisoner, or that list losses.

    "The killed, wounded and captured number 120" tells of a battle.
    """
    taken = [harm.trigger for harm in harms if harm.effect == "detained"]
    wounded = [harm.trigger for harm in harms if harm.effect == "wounded" and not harm.zero]
    if any(harm.effect == "killed" and not harm.zero for harm in harms):
        taken += [(first, last + _LISTED) for first, last in wounded]
    _leave_out(line, "kidnapping", lambda hit: any(a <= hit.last and hit.first <= b for a, b in taken))
