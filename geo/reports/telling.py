"""How much a sentence tells of an event: what was done, to whom, when and where, and what speaks against it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from geo.places.mentions import Mention
from geo.reports import wordings
from geo.reports.analysis import Analysis, Line
from geo.reports.counts import Harm
from geo.reports.date_words import DateMention
from geo.reports.rules import Hit
from geo.reports.stated import held_since, is_stated, names_another_year, without_doubles
from geo.reports.text import Document, normalise

TELLS = 2.0
WEIGHTS = {
    "clash": 2.0,
    "crossfire": 2.0,
    "airstrike": 2.0,
    "mine": 2.0,
    "drone": 1.5,
    "kidnapping": 1.5,
    "theft": 2.0,
    "crossing": 1.5,
    "shooting": 1.5,
    "refugees": 1.5,
    "seizure": 0.5,
    "foiled": 1.0,
    "smuggling": 0.5,
    "spotted": 1.0,
}
_CROSSING = 1.5
_OTHER_YEAR = 2.0
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
# A boat of people who fled that overturned is no mere accident.
_LOST = "drowned"
_ON_THE_WAY = {"refugees", "crossing"}
_WHOM = {"которых", "которого", "которую", "whom", "who"}
_DRIVE = {"drove", "driven", "drive", "driving"}
_JOINERS = {"and", "but", "и", "а", "но", "ва", "و", "then", "later", "затем", "потом"}
# "A day earlier" is the same news.
_RECENT = 1
_AGO = {"ago", "назад"}
_WEEK = dt.timedelta(days=7)
# A fight inside Afghanistan, a protest, a bombing in a town has none of these.
_BORDERING = {"guards", "crossing", "crossfire", "smuggling", "refugees"}
_BORDERS = tuple(
    map(normalise, ("border", "guard", "frontier", "границ", "погран", "марзбон", "сарҳад", "مرزبان", "سرحد"))
)
_LOCAL = {"district", "settlement", "jamoat", "post", "detachment", "crossing", "landmark"}


@dataclass(slots=True)
class Told:
    """A sentence (or the part of one that has its own date) with what the other readers found in it."""

    line: Line
    harms: list[Harm]
    mentions: list[Mention]
    dates: list[DateMention] = field(default_factory=list)
    stated: list[DateMention] = field(default_factory=list)
    score: float = 0.0
    tally: bool = False
    counted_tally: bool = False


def tell(analysis: Analysis, line: Line, harms: list[Harm], mentions: list[Mention]) -> Told:
    """Weigh a sentence: how much it tells of an event."""
    if not _MISLEADING.isdisjoint(line.cues):
        _set_words_right(analysis, line, harms)
    told = Told(line, harms, mentions)
    if not (line.cues or line.dates or harms or mentions):
        told.score = -_OTHER_YEAR if names_another_year(analysis, line) else 0.0
        return told
    if line.dates:
        _set_dates(analysis, told)
    told.score = _anchors(told)
    if line.cues or harms:
        told.score += _acts(line, harms)
    if line.cues:
        told.score -= _doubts(analysis, told)
    if not told.dates and names_another_year(analysis, line):
        told.score -= _OTHER_YEAR
    if _tells_release(analysis.doc.words, told):
        told.dates = _days_of_abduction(analysis, told)
    if "kidnapping" in line.cues and line.dates and not told.dates:
        told.dates = held_since(line, counted=any(harm.best for harm in harms))
    return told


def _set_dates(analysis: Analysis, told: Told) -> None:
    """Tell the dates of a statement from those of the event."""
    for date in told.line.dates:
        if date.use in {"event", "next"}:
            stated = date.use == "event" and is_stated(analysis, told.line, date)
            (told.stated if stated else told.dates).append(date)
    if len(told.dates) > 1:
        told.dates = without_doubles(analysis.doc, told.dates)


def _days_of_abduction(analysis: Analysis, told: Told) -> list[DateMention]:
    """Return the dates between an abduction and its end: "two men abducted on July 28 were freed on Tuesday".

    So are those of "freed the two men whom they had held since July 28". Where verbs come last they stand before it.
    """
    words = analysis.doc.words
    end = min(hit.first for hit in told.line.cue("released"))
    begin = min((harm.trigger[0] for harm in told.harms if harm.effect == "kidnapped" and harm.people), default=end)
    if analysis.lang in {"tg", "fa"}:
        return [date for date in told.dates if date.last <= begin < end]
    held = [
        hit.last
        for hit in told.line.cue("kidnapping")
        if not _WHOM.isdisjoint(words[max(hit.first - 3, end) : hit.last])
    ]
    return [date for date in told.dates if begin < date.first < end or any(date.first >= last for last in held)]


def _set_words_right(analysis: Analysis, line: Line, harms: list[Harm]) -> None:
    """Drop cues whose words say otherwise here: "one another", "another was wounded", "not a shot was fired"."""
    if "kidnapping" in line.cues and harms:
        _leave_out_prisoners(line, harms)
    words = analysis.doc.words
    _leave_out_places(words, line)
    if "background" in line.cues:
        _leave_out_names(analysis.doc, line)
    if "background" in line.cues and line.dates:
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


def _acts(line: Line, harms: list[Harm]) -> float:
    """Weigh what was done: the heaviest cue, others beside it, people harmed or counted."""
    weights = [WEIGHTS[cue] for cue in line.cues if cue in WEIGHTS]
    score = max(weights) + 0.5 * min(len(weights) - 1, 2) if weights else 0.0
    if not harms:
        return score + 1.0 if score >= _CROSSING and counts_people(line) else score
    if any(person.best is not None or person.low is not None for harm in harms for person in harm.people):
        score += 2.0
    elif score:
        score += 0.5
    if "kidnapping" not in line.cues and any(harm.effect == "kidnapped" and harm.people for harm in harms):
        score += 1.5
    return score


def _anchors(told: Told) -> float:
    """Weigh what ties it to a day, a place and the people of the border."""
    cues = told.line.cues
    here = list(filter(is_local, told.mentions)) if told.mentions else []
    score = 0.0
    if told.dates and any(map(is_dated, told.dates)):
        score += 1.0
    elif told.stated:
        score += 0.5
    if here and any(mention.relation in {"at", "near"} for mention in here):
        score += 1.0
    if "another" in cues and told.dates and here:
        score += 1.0
    if "guards" in cues or "armed_men" in cues:
        score += 0.5
    return score


def _doubts(analysis: Analysis, told: Told) -> float:
    """Weigh what speaks against an event: habits, statistics, other borders, releases, what is expressly not said."""
    cues = told.line.cues
    doubt = 0.0
    if "habitual" in cues and not any(map(is_dated, told.dates)):
        doubt += 2.0
    if "general" in cues:
        doubt += 1.0
    if "other_country" in cues:
        doubt += 0.0 if "tajik" in cues or "afghan" in cues or _lost_theirs(told) else 3.0
        doubt += 4.0 if _of_another_border(analysis, told.line) else 0.0
    if "unsaid" in cues or "deportation" in cues:
        doubt += 3.0
    if "accident" in cues and not (_LOST in cues and cues.keys() & _ON_THE_WAY) and not _hurt_attackers(told):
        doubt += 4.0
    if "trial" in cues or ("inner" in cues and not cues.keys() & _BORDERING):
        doubt += 3.0
    if _tells_release(analysis.doc.words, told):
        headline = "kidnapping" in cues and told.line.sentence.index <= 1
        doubt += (1.0 if headline else 3.0) + any(map(is_dated, told.dates))
    return doubt


def _lost_theirs(told: Told) -> bool:
    """Tell soldiers of another country who were hit here: "17 Kazakh servicemen died" goes on with what was told."""
    hit = any(harm.best and person.side == "security" for harm in told.harms for person in harm.people)
    return hit and not told.dates and not told.stated and not any(map(is_local, told.mentions))


def _hurt_attackers(told: Told) -> bool:
    """Tell "their car burnt out, three of the attackers were wounded" from an accident."""
    return any(harm.best and person.side == "attackers" for harm in told.harms for person in harm.people)


def _of_another_border(analysis: Analysis, line: Line) -> bool:
    """Tell guards or borders of other neighbours: "Kyrgyz border guards", "на киргизско-таджикской границе"."""
    words = analysis.doc.words
    return any(
        any(word.startswith(_BORDERS) for word in words[hit.last : min(hit.last + 3, line.sentence.last)])
        or (hit.first > line.sentence.first and words[hit.first - 1].startswith(_BORDERS))
        for hit in line.cue("other_country")
    )


def _tells_release(words: list[str], told: Told) -> bool:
    """Tell the release of captives from a rescue in a fight."""
    if "released" not in told.line.cues:
        return False
    fought = told.line.cues.keys() & {"clash", "crossing", "foiled", "shooting", "drone"}
    died = any(harm.effect == "killed" and harm.best for harm in told.harms)
    return not fought and not died and not _tells_abduction(told) and not _tells_taking(words, told)


def _tells_abduction(told: Told) -> bool:
    """Tell an abduction and its end in one breath: "on March 25 two men were abducted; they were let go in April"."""
    end = min(hit.first for hit in told.line.cue("released"))
    taken = any(harm.effect == "kidnapped" and harm.best and harm.trigger[0] < end for harm in told.harms)
    return taken and "background" in told.line.cues and any(date.first < end for date in told.line.dates)


def _tells_taking(words: list[str], told: Told) -> bool:
    """Tell "a fisherman was detained in Maimay and freed after two days": the release is the end of what is told."""
    release = told.line.cue("released")[0].first
    joined = not _JOINERS.isdisjoint(words[max(release - 2, 0) : release])
    taken = (harm for harm in told.harms if harm.effect in {"detained", "kidnapped"} and harm.best)
    return joined and any(harm.trigger[1] <= release for harm in taken) and any(map(is_dated, told.dates))


def counts_people(line: Line) -> bool:
    """People are counted in the sentence: a number within a few words before a noun for them."""
    return any(
        0 <= hit.first - number.last <= 3
        for hit in line.of("people")
        for number in line.numbers
        if number.kind == "count"
    )


def is_dated(date: DateMention) -> bool:
    """Tell a mention that leads to a day, be it of another year or night."""
    return date.use == "next" or date.span.start is not None or date.span.partial is not None or date.night


def is_local(mention: Mention) -> bool:
    """Tell a place on the ground from a region, a river or a country."""
    return bool(mention.matches) and mention.matches[0].place.placetype in _LOCAL


def is_second(analysis: Analysis, told: Told) -> bool:
    """Tell a sentence that begins with "In the second incident", which opens the next with little else."""
    first = told.line.sentence.first
    lead = analysis.doc.words[first : first + 2]
    return lead in (["in", "the"], ["во", "втором"]) and any(
        hit.first <= first + 2 and hit.last > first + 1 for hit in told.line.cue("another")
    )
