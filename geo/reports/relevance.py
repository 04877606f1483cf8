"""Whether a report, and an account in it, speak of this border at all.

Both countries named settle it. So does a district of the border zone on either bank, where the sentences speak of
what borders are about: guards of the line, crossings, smuggling, fire over the river. Fights and crimes inside either
country, and the borders of others, stay out.
"""

import re
from collections.abc import Iterable, Sequence

from geo.core.model import Placement
from geo.places.mentions import Mention
from geo.reports.analysis import Analysis, Line
from geo.reports.drafts import Draft
from geo.reports.periods import text_of
from geo.reports.text import normalise

# Places of other neighbours named much more often than Afghanistan make it a report of their border.
_OTHER_SHARE = 0.6
# A neighbour named so often, and Tajikistan never, makes it their border with Afghanistan.
_OTHERS_LINE = 2
# Spellings this close are one name: Ishkashim and Shughnan lie on both banks.
_TIED = 0.1
_LOCAL = {"district", "settlement", "jamoat", "post", "detachment", "crossing", "landmark"}
_LINE = {"border", "river"}
# What weighs no more is talk around the event: "Russia keeps many troops there" places nothing in Russia.
_TALK = 0.5
_OURS = {"TJ", "AF"}
# What is about a border wherever it happens, and what is so on the Tajik bank, where nobody else fights.
_BORDER_CUES = {"crossing", "smuggling", "crossfire", "refugees", "theft"}
_TAJIK_BANK_CUES = _BORDER_CUES | {"mine", "drone", "kidnapping", "armed_men", "terror"}
# So is a fight or an attack on workers there, if it is no protest or bombing in a town.
_IN_PEACE = {"clash", "workers"}
_GUARDS_SHOT_AT = {"shooting", "guards"}
_GUARDS = tuple(
    normalise(word)
    for word in (
        "guard",
        "застав",
        "border",
        "frontier",
        "погран",
        "страж",
        "марзбон",
        "сарҳад",
        "марзи",
        "مرزبان",
        "مرزی",
        "سرحد",
    )
)

# "In a shootout on the border": where those who tell of it are is no place of it.
_ON_BORDER = re.compile(
    r"(?<!not )\b(?:on|at) the (?:border|frontier)\b|\bна границе\b|\bдар (?:марз|сарҳад)\b|\bدر مرز\b"
)
# "The province neighbouring Tajikistan"; not "from neighbouring Afghanistan" or "in the Afghan province".
_NEIGHBOUR_REACH = 3
_NEIGHBOURS = tuple(map(normalise, ("граничащ", "граничит", "соседствующ", "ҳамсарҳад", "هممرز", "همسایه")))
_OF_BOTH = {"کشور", "کشورهای"}
# Characters before a name in which it is said that its country speaks.
_BEFORE = 14
_DOES = re.compile(r"(?:[Aa]ccording to|[Пп]о данным|[Пп]о словам|[Бб]а гуфтаи|به گفته|به گفتهٔ) $")
_OUT_OF_AFGHANISTAN = re.compile(
    r"\b(?:attack|raid|assault|strike|fire|shelling|incursion)\w*(?: \w+){0,2} (?:from|out of) (?:\w+ ){0,2}Afghan|"
    r"\b(?:нападени|атак|обстрел|рейд|вторжени|удар)\w*(?: \w+){0,2} (?:с|со|из) (?:\w+ ){0,2}[Аа]фган|"
    r"\b(?:ҳамла|ҳуҷум|тир)\w*(?: \w+){0,2} аз (?:\w+ ){0,2}Афғон|"
    r"(?:حمله|حملات|شلیک)(?: \w+){0,2} از (?:\w+ ){0,2}افغان"
)
BORDER_WORDS = tuple(
    normalise(word)
    for word in ("riverbank", "border", "frontier", "границ", "погран", "рубеж", "марз", "сарҳад", "مرز", "سرحد")
)


def is_about_this_border(analysis: Analysis, mentions: Sequence[Mention]) -> bool:
    """Tell whether a text speaks of the Tajik-Afghan border at all.

    Parameters
    ----------
    analysis
        The report taken apart.
    mentions
        The place names of its text.
    """
    counts = {"tajik": 0, "afghan": 0, "other_country": 0}
    starts = analysis.doc.starts
    # In Tajik and Persian "Monday" is the capital's name.
    dated = {starts[i] for line in analysis.lines for date in line.dates for i in range(date.first, date.last)}
    dated |= {
        starts[hit.first]
        for line in analysis.lines
        for hit in line.cue("tajik")
        if _is_neighbour(analysis.doc.words, hit.first)
    }
    for line in analysis.lines:
        for cue in counts:
            if cue in line.cues:
                counts[cue] += sum(starts[hit.first] not in dated for hit in line.cues[cue])
    own = analysis.lang == "tg"
    if counts["other_country"] >= _OTHERS_LINE and not ((counts["tajik"] or own) and counts["afghan"]):
        return False  # Khost, Aral, Gulistan: names of this border too, where nobody speaks of both countries
    mentions = [mention for mention in mentions if mention.start not in dated]
    near = sum(_is_on_the_line(mention, tied=0.0) for mention in mentions)
    _count_places(mentions, counts)
    # Who writes in Tajik of "our guards" means Tajikistan; of captives and gunmen, it may be Afghanistan alone.
    unnamed = own and not counts["tajik"]
    counts["tajik"] += own
    if counts["afghan"] + near < _OTHER_SHARE * counts["other_country"]:
        return False
    cues = {cue for line in analysis.lines for cue in line.cues}
    bordering = guards_the_line(analysis, analysis.lines) or names_line(mentions)
    tied = near > 0 or any(_is_on_the_line(mention, tied=_TIED) for mention in mentions)
    if counts["tajik"] and counts["afghan"]:
        if unnamed:
            return bordering or bool(cues & _BORDER_CUES) or _speaks_of_border(analysis)
        return bordering or tied or bool(cues & _TAJIK_BANK_CUES) or _speaks_of_border(analysis)
    counts["tajik"] += sum(hit.value == "tajik_security" for line in analysis.lines for hit in line.of("parties"))
    if "inner" not in cues and (cues & _IN_PEACE or cues >= _GUARDS_SHOT_AT):
        cues.add("armed_men")
    if near or tied:
        wanted = _TAJIK_BANK_CUES if counts["tajik"] else _BORDER_CUES
        return bordering or bool(cues & wanted) or ("inner" not in cues and _speaks_of_border(analysis))
    return bool(counts["tajik"]) and bool(cues & {"guards", "smuggling", "drone"}) and not counts["other_country"]


def _is_neighbour(words: Sequence[str], i: int) -> bool:
    """Tell a country that only says where another place lies: "Badakhshan, which borders on Tajikistan"."""
    lead = words[max(i - _NEIGHBOUR_REACH, 0) : i]
    return any(word.startswith(_NEIGHBOURS) for word in lead) and not any(word in _OF_BOTH for word in lead)


def _count_places(mentions: Sequence[Mention], counts: dict[str, int]) -> None:
    """Count the names that lie in either country."""
    for mention in mentions:
        country = mention.matches[0].place.country if mention.matches else None
        counts["tajik"] += country == "TJ" or _leans_to_tajikistan(mention)
        counts["afghan"] += country == "AF"


def is_away(analysis: Analysis, place: Placement, draft: Draft) -> bool:
    """Tell an account of another matter by where it happened.

    A place off the line is another matter in a report that never speaks of Afghanistan, and wherever the sentences of
    the account do not speak of the border; drugs are sold inside Tajikistan too.
    """
    lines = [told.line for told in draft.told]
    # "A bombing in Kunduz last month": a province on the line has much that is off it.
    recalls_province = draft.role != "main" and place.country == "AF" and place.precision_class == "region"
    if place.segments and place.precision_class != "country" and not recalls_province:
        return False
    if place.region is None:
        here = [
            match.place
            for told in draft.told
            for m in told.mentions
            if m.relation == "at"
            for match in m.matches[:1]
            if match.place.country in _OURS or (told.score > _TALK and _is_within(analysis, m))
        ]
        if names_line(m for told in draft.told for m in told.mentions) or all(
            place.placetype != "outside" for place in here
        ):
            return False
    if place.region is not None and _is_of_others(lines):
        return True
    cues = _BORDER_CUES if place.region is not None and place.country == "AF" else _BORDER_CUES - {"smuggling"}
    bordering = guards_the_line(analysis, lines) or any(line.cues.keys() & cues for line in lines)
    bordering = bordering or names_line(mention for told in draft.told for mention in told.mentions)
    bordering = bordering or any(_ON_BORDER.search(text_of(analysis, line)) for line in lines)
    return not bordering or not any("afghan" in line.cues for line in analysis.lines)


def _is_of_others(lines: Sequence[Line]) -> bool:
    """Tell the border with another neighbour: the sentences name that one, and never Afghanistan."""
    cues = {cue for line in lines for cue in line.cues}
    return "other_country" in cues and "afghan" not in cues


def _is_within(analysis: Analysis, mention: Mention) -> bool:
    """Tell "in China" from China that says or does something."""
    return mention.matches[0].place.placetype != "outside" or not _DOES.search(
        analysis.doc.text, max(mention.start - _BEFORE, 0), mention.start
    )


def names_both(analysis: Analysis) -> bool:
    """Tell whether both countries are named."""
    cues = {cue for line in analysis.lines for cue in line.cues}
    return {"tajik", "afghan"} <= cues


def _is_on_the_line(mention: Mention, *, tied: float) -> bool:
    """Tell a place with a stretch of the line: any of the places that the name means equally well."""
    if not mention.matches or (mention.kind == "region" and mention.matches[0].place.placetype != "region"):
        return False
    least = mention.matches[0].score - tied
    return any(
        match.place.placetype in _LOCAL and bool(match.place.segments)
        for match in mention.matches
        if match.score >= least
    )


def _leans_to_tajikistan(mention: Mention) -> bool:
    """Tell a name of both banks with a word that only the Tajik one uses: "в Дарвазском районе"."""
    if mention.leans != "TJ" or not mention.matches:
        return False
    return any(m.place.country == "TJ" for m in mention.matches if m.score >= mention.matches[0].score - _TIED)


def names_line(mentions: Iterable[Mention]) -> bool:
    """Tell whether the border itself or its river is named."""
    named = (match.place for m in mentions if m.relation != "away" for match in m.matches[:1])
    return any(place.placetype in _LINE and bool(place.segments) for place in named)


def _speaks_of_border(analysis: Analysis) -> bool:
    """Tell a text with a word for the border, or of attacks out of Afghanistan."""
    return any(word.startswith(BORDER_WORDS) for word in analysis.doc.words) or bool(
        _OUT_OF_AFGHANISTAN.search(analysis.doc.text)
    )


def guards_the_line(analysis: Analysis, lines: Iterable[Line]) -> bool:
    """Tell guards of a border from soldiers and police."""
    words = analysis.doc.words
    return any(
        word.startswith(_GUARDS) for line in lines for hit in line.cue("guards") for word in words[hit.first : hit.last]
    )
