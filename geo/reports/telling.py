"""How much a sentence tells of an event: what was done, to whom, when and where, and what speaks against it."""

from dataclasses import dataclass, field

from geo.places.mentions import Mention
from geo.reports.analysis import Analysis, Line
from geo.reports.counts import Harm
from geo.reports.date_words import DateMention
from geo.reports.misleading import leave_out_misleading
from geo.reports.stated import held_since, is_stated, names_another_year, without_doubles
from geo.reports.text import normalise

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
# A boat of people who fled that overturned is no mere accident.
_LOST = "drowned"
_ON_THE_WAY = {"refugees", "crossing"}
_WHOM = {"которых", "которого", "которую", "whom", "who"}
_JOINERS = {"and", "but", "и", "а", "но", "ва", "و", "then", "later", "затем", "потом"}
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
    leave_out_misleading(analysis, line, harms)
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
