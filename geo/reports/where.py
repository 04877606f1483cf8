"""Where an account's event happened: which of the names in its sentences are given to the geocoder, in what sense.

Names that only say where people came from, whose bank was crossed, or what lies opposite are kept as such. The first
place on the ground settles it; other settlements named later do not pull it away, districts and regions help.
"""

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from geo.core.memory import Memory
from geo.core.model import Placement
from geo.places.mentions import Mention
from geo.places.resolve import resolve_mentions
from geo.reports.analysis import Analysis, Line
from geo.reports.banks import OVER_THE_LINE, banks_of, is_tajik, where_they_came, where_they_fled
from geo.reports.drafts import Draft
from geo.reports.telling import Told, is_local
from geo.reports.text import Document, normalise
from geo.reports.viewpoint import seen_from, without_days, without_goals, without_speakers

_LEAD_LINES = 3
_FINE = {"settlement", "post", "crossing", "landmark", "jamoat", "detachment"}
_WIDE = {"district", "region"}
_LOCAL_TYPES = _FINE | _WIDE
_TAJIK_FORCES = {"tajik_border_guards", "tajik_security", "russian_border_guards"}
_AFGHAN_FORCES = {"taliban", "afghan_government"}
_BEFORE = 48
_TELLING = 2.0
_CAPTION = 1.0
# Names understood otherwise than their neighbours are a chain of their own.
_APART = 1_000_000
# These look at lower-case text: tried in any case, a pattern takes several times as long.
_FROM_THERE = re.compile(
    r"(?:с|со|от) (?:территории|стороны|берега)(?: \w+){0,3} $|from (?:the )?(?:territory|soil|direction|side|"
    r"inside)(?: of)?(?: the)?(?: \w+){0,2} $|\b(?:citizens?|nationals?|out) of(?: the)? $|"
    r"\bfrom (?:an? |the )?(?:\w+ ){0,2}(?:village|town|district)s? (?:in|of)(?: the)?(?: \w+['’]s)? $|"
    r"аз (?:хоки|ҷониби|тарафи)(?: \w+){0,2} $|از (?:خاک|سوی|"
    r"طرف)(?: \w+){0,2} $"
)
_FIRED_FROM = re.compile(
    r"\b(?P<afghan>from (?:inside |within |the )?(?:Afghan|neighbou?ring Afghan|territory of Afghan)\w*|"
    r"с (?:территории |стороны )?(?:афган|Афган|сопредельн)\w*|"
    r"аз (?:хоки |ҷониби )?Афғон\w*|از خاک افغان\w*|Afghan (?:side|bank) of the)"
    r"|\b(?P<tajik>(?:Tajik|Russian) (?:or \w+ )?"
    r"(?:Air Force|aircraft|planes|warplanes|helicopters|guards? (?:shot|fired|opened))|"
    r"from (?:the )?Tajik\w*|с таджикск\w+ (?:стороны|территории|берега)|аз хоки Тоҷик\w*|از خاک تاجیک\w*)"
)
_TAKEN_FROM = re.compile(
    r"\b(?:away|stolen|abducted|kidnapped|taken|seized|off) from (?:the )?$|\b(?:похищ\w+|угна\w+|увел\w*|"
    r"увезли)(?: \w+){0,3} из(?: \w+){0,2} $"
)
_HELD = re.compile(
    r"\b(?:kept|held|holding|captive|captivity|freed|now|hiding)\b[^.;]{0,40}\b(?:in|at|to) (?:\w+ ){0,4}$|"
    r"\b(?:находятся|удерживают\w*|содержат\w*)\b[^.;]{0,30}\bв(?: \w+){0,2} $|"
    r"\b(?:hospitals?|clinic|treated|buried|operated on)\b[^.;,]{0,20}\b(?:in|at|to|of)(?: the)? $|"
    r"(?:больниц\w+|госпитал\w+|лечат\w*|лечится|похорон\w+|хоронить)(?: \w+){0,2}(?: в)? $|беморхонаи $|"
    r"(?:بیمارستان|شفاخانه)\w* $"
)
# Where captives, attackers or cattle went afterwards is not where it happened.
_LED_TO = re.compile(
    r"\b(?:carried|taken|led|driven|drove|marched|dragged|fled|flee|escaped|escape|returned|retreated|withdrew|swam|"
    r"away|off|back|home|flown|deported)(?: \w+){0,3} (?:in)?to(?: the)?(?: \w+['’]s)? $|"
    r"\b(?:увез\w*|увел\w*|угна\w*|бежа\w*|ушл\w*|ушел|ушёл|скры\w*|отступи\w*|отош\w*|верну\w*|доставлен\w*|"
    r"эвакуир\w*)(?: \w+){0,3} (?:в|на территорию|на) $"
)
# What was only meant to happen somewhere: "with plans to set off a bomb in Khorog".
_PLANNED = re.compile(
    r"\b(?:plan\w*|intend\w*|meant|aim\w*|plot\w*|hop\w+|going) (?:to|for)\b[^.;,]{0,40}"
    r"\b(?:in|at|to|into|for)(?: the)? $|"
    r"\b(?:намерева\w*|планиров\w*|собира\w*|готовил\w*|хотел\w*|должны были)\b[^.;,]{0,70}\b(?:в|на) $"
)
# The road between two towns passes many places.
_ROAD = re.compile(
    r"\b(?:трасс|дорог|автодорог|шоссе|магистрал)\w* (?:\w+ ?[—–-] ?)?$|\bроҳи (?:\w+ ?[—–-] ?)$|"
    r"\b(?:road|highway) (?:from|between) (?:\w+ (?:to|and) )?$"
)
# A word with one of these stands in whatever each pattern finds; before most names stands none.
_ELSEWHERE = (
    (_FROM_THERE, """территории стороны берега territory soil direction side inside village town district citizen
        national out хоки ҷониби тарафи خاک سوی طرف"""),
    (_HELD, """kept held holding captiv freed now hiding находятся удерживают содержат hospital clinic treated buried
        operated больниц госпитал леч похорон хоронить беморхонаи بیمارستان شفاخانه"""),
    (_LED_TO, """carried taken led driven drove marched dragged fled flee escape return retreated withdrew swam away off
        back home flown deported увез увел угна бежа ушл ушел скры отступи отош верну доставлен эвакуир"""),
    (_PLANNED, "plan intend meant aim plot hop going намерева планиров собира готовил хотел должны"),
    (_ROAD, "road highway трасс дорог шоссе магистрал роҳи"),
)  # fmt: skip


_STEMS = [re.compile("|".join(map(normalise, stems.split()))) for _, stems in _ELSEWHERE]
# Words seen, with the numbers of the patterns that they may belong to.
_ELSEWHERE_BY: Memory[str, list[int]] = Memory(
    lambda word: [number for number, stems in enumerate(_STEMS) if stems.search(word)], size=100_000
)
_NOT_FAR = re.compile(r"\bnot far(?: away)? from(?: the)?(?: (?:village|settlement|town|post|hamlet)(?: of)?)? $")
_INTO = re.compile(r"\b(?:into|inside) (?:the )?(?:\w+['’]s )?$|\bаз (?:хоки|қаламрави) \w+ ба $|از خاک \w+ به $")
_LIVE_IN = re.compile(
    r"\b(?:жител|урожен|выход|обитател)\w+(?: \w+){0,3} $|\b(?:residents?|natives?|inhabitants?|villagers|men) "
    r"(?:of|from)(?: \w+){0,3} $|(?:сокин|муқим)\w+(?: \w+){0,2} $|(?:باشنده|ساکن)\w*(?: \w+){0,2} $"
)
_IN_NEXT = re.compile(r"\bin (?:the )?(?:neighbou?ring|adjacent|adjoining) $")
_CROSSED = re.compile(
    r"\b(?:вброд|вплавь|через|переплы\w+|пересек\w+|переш\w+|форсир\w+|crossed|across|over|waded|swam|forded)"
    r"(?: the| реку| river)? $"
)
_ROAD_AFTER = re.compile(r" ?[—–-] ?[A-Z][\w’'-]+ (?:road|highway|motorway)\b|(?:['’]s)? (?:road|highway)\b")
_SPOKEN_TIME = re.compile(r"\b(?:по|time in) $")
_SPOKEN_CHARS = len(" time in ")
_SAME_PLACE = re.compile(
    r"in the same (?:district|area|section|place)|(?:в )?(?:том|этом) же районе|(?:того|этого) же района|"
    r"на том же участке|(?:там|здесь|тут) же\b|(?:того|этого) же (?:погран)?отряда|"
    r"ҳам(?:ин|он) ҷо|(?:همان|همین)\s?جا|"
    r"(?:участке|районе) (?:той|этой|того|этого) же (?:погран)?(?:заставы|отряда|комендатуры)|"
    r"(?:by|of|at|near) the same (?:post|outpost|detachment|unit|stretch|village|spot)|"
    r"ҳам(?:ин|он) ноҳия|(?:همان|همین) (?:ولسوالی|ناحیه|منطقه)",
    re.IGNORECASE,
)
# The verb comes last: "from Farkhor three herders they abducted".
_STOLEN = re.compile(r"\b(?:рабуд|дузд)\w*|\b(?:ربود|دزدید|اختطاف)\w*")


def place_of(
    analysis: Analysis, draft: Draft, when: dt.date | None, told_lines: Sequence[Told], before: Placement | None
) -> tuple[Placement, list[tuple[int, int]]]:
    """Place an account.

    Parameters
    ----------
    analysis, draft
        The report and the account.
    when
        The event's first day, or the publication date: decides between names of different times.
    told_lines
        All sentences of the report; those around help an account that names no place.
    before
        The placement of the account told before: "in the same district".

    Returns
    -------
    Placement, spans
        The placement, and the characters of the names it rests on.
    """
    mentions = _on_their_bank(draft, where_they_came(draft, _chosen(where_they_fled(draft))))
    place = resolve_mentions(mentions, date=when) if mentions else Placement()
    if place.status == "ambiguous":
        mentions = _on_bank(mentions, _bank_of(draft) or seen_from(analysis, draft))
        place = resolve_mentions(mentions, date=when)
    if _is_local(place):
        place, mentions = _past_dateline(draft, place, mentions, when)
    if not _is_local(place):
        text = " ".join(analysis.doc.text[t.line.sentence.start : t.line.sentence.end] for t in draft.told)
        if before is not None and _SAME_PLACE.search(text):
            same = resolve_mentions(mentions, date=when, context=before.district or before.region)
            return same if _is_local(same) else before, [(m.start, m.end) for m in mentions]
        wider = mentions + _beside(draft, told_lines) if draft.role == "main" else mentions
        bank = _bank_of(draft) or "TJ"
        led = mentions + _of_lead(told_lines) if draft.role == "main" else mentions
        for other in (_without_posts(mentions), _at_home(mentions, bank), wider, _at_home(wider, bank), led):
            if other != mentions:
                found = resolve_mentions(sorted(other, key=lambda m: m.start), date=when)
                if _is_local(found) and _does_not_leave(place, found):
                    place, mentions = found, other
                    break
    place, mentions = _sharpened(draft, place, mentions, told_lines, when)
    if place.precision_class == "country" and "refugees" in draft.cues():
        fled = [
            replace(m, relation="at", bank="AF") for m in mentions + _beside(draft, told_lines) if _is_afghan_region(m)
        ]
        if fled:
            place, mentions = resolve_mentions(fled[:1], date=when), fled[:1]
    return place, sorted({(m.start, m.end) for m in mentions if m.relation in {"at", "near"}})


def _sharpened(
    draft: Draft, place: Placement, mentions: list[Mention], told_lines: Sequence[Told], when: dt.date | None
) -> tuple[Placement, list[Mention]]:
    """Take the place on the ground that the lead names for that of an account that names only its region."""
    if draft.role != "main" or place.precision_class != "region":
        return place, mentions
    own = {id(told) for told in draft.told}
    lead = (told for told in told_lines[:_LEAD_LINES] if id(told) not in own and not told.tally)
    bare = (told for told in lead if told.score < _TELLING and "speech" not in told.line.cues)
    ground = [m for told in bare for m in told.mentions if _is_ground(m)]
    if not ground:
        return place, mentions
    found = resolve_mentions(sorted(mentions + ground, key=lambda m: m.start), date=when)
    return (found, mentions + ground) if found.region == place.region and found.district else (place, mentions)


def _past_dateline(
    draft: Draft, place: Placement, mentions: list[Mention], when: dt.date | None
) -> tuple[Placement, list[Mention]]:
    """Place an account by where the victims are from, where else only the dateline names a place."""
    if any(mention.relation in {"at", "near"} and mention.matches for mention in mentions):
        return place, mentions
    home = _at_home(mentions, _bank_of(draft) or "TJ")
    found = resolve_mentions(home, date=when) if home != mentions else place
    return (found, home) if _is_local(found) else (place, mentions)


def _bank_of(draft: Draft) -> str | None:
    """Return the bank whose forces alone take part: it decides between places of one name on both."""
    named = {hit.value for told in draft.told for hit in told.line.of("parties")}
    named |= {person.party for told in draft.told for harm in told.harms for person in harm.people if person.party}
    if named & _TAJIK_FORCES:
        return "TJ"
    return "AF" if named & _AFGHAN_FORCES else None


def _on_their_bank(draft: Draft, mentions: list[Mention]) -> list[Mention]:
    """Put a district of both banks on the Afghan one where nobody but its forces acts, and nothing crosses the line."""
    if not any(m.kind == "district" and banks_of(m) == {"TJ", "AF"} for m in mentions):
        return mentions
    if _bank_of(draft) != "AF" or draft.cues().keys() & OVER_THE_LINE:
        return mentions
    return [replace(m, bank=m.bank or "AF") if m.kind == "district" and len(banks_of(m)) > 1 else m for m in mentions]


def _on_bank(mentions: list[Mention], bank: str | None) -> list[Mention]:
    return [replace(mention, bank=mention.bank or bank) for mention in mentions]


def fire_from(analysis: Analysis, draft: Draft) -> str | None:
    """Return the bank ("TJ" or "AF") that fire or an attack came from, where the sentences of an account say so."""
    for told in draft.told:
        found = _FIRED_FROM.search(analysis.doc.text, told.line.sentence.start, told.line.sentence.end)
        if found:
            return "AF" if found.lastgroup == "afghan" else "TJ"
    return None


def _chosen(told_lines: Sequence[Told]) -> list[Mention]:
    """Choose the names of an account, later settlements left out once there is a place on the ground."""
    out: list[Mention] = []
    settled = False
    posted: int | None = None
    strong = any(told.score >= _TELLING and any(is_local(m) for m in told.mentions) for told in told_lines)
    for told in told_lines:
        # A caption among the sentences names no place of the event.
        caption = strong and told.score <= _CAPTION and not told.line.cues
        own = [m for m in told.mentions if m.kind is not None or not caption]
        if settled or (posted is not None and told.line.sentence.index > posted + 1):
            own = [m for m in own if _placetype(m) in _WIDE or m.relation not in {"at", "near"}]
        out.extend(own)
        settled = settled or any(_is_ground(m) for m in own)
        if posted is None and any(m.kind in {"post", "detachment"} and m.relation in {"at", "near"} for m in own):
            posted = told.line.sentence.index
    if any(_is_ground(m) for m in out):
        chains = {m.chain for m in out if _is_ground(m)}
        out = [m for m in out if m.kind not in {"post", "detachment"} or m.chain in chains]
    return out


def _is_ground(mention: Mention) -> bool:
    """Tell a settlement or a spot where it happened; posts and units only say whose stretch it was."""
    return (
        mention.relation in {"at", "near"}
        and mention.support != "bare"
        and mention.kind not in {"district", "region", "post", "detachment"}
        and _placetype(mention) in {"settlement", "crossing", "landmark"}
    )


def understood(analysis: Analysis, line: Line, mentions: Sequence[Mention]) -> list[Mention]:
    """Correct how an event stands to the names of a sentence by the words before them; what is no place is left out."""
    if not mentions:
        return []
    if line.dates:
        mentions = without_days(analysis, line, mentions)
    corrected = (_understood(analysis, line, _as_country(mention)) for mention in mentions)
    found = [mention for mention in corrected if mention is not None]
    if len(found) > 1:
        found = without_goals(analysis, _without_homes(analysis, line, found))
    return without_speakers(analysis, line, found) if len(found) > 1 and line.cue("speech") else found


def _without_homes(analysis: Analysis, line: Line, mentions: list[Mention]) -> list[Mention]:
    """Take the Afghan place that somebody lives in for his home where a Tajik one is named: "a man of Takhar ... "."""
    if not any(is_tajik(m) and m.relation in {"at", "near"} for m in mentions):
        return mentions
    text = analysis.doc.text
    return [
        replace(m, relation="from", chain=m.chain + _APART)
        if m.relation == "at"
        and banks_of(m) == {"AF"}
        and _is_home_of_intruders(m, text[max(m.start - _BEFORE, line.sentence.start) : m.start].lower())
        else m
        for m in mentions
    ]


def _as_country(mention: Mention) -> Mention:
    """Take a name that countries and capitals share with villages for theirs, unless it is called a village."""
    if (
        mention.kind in {"settlement", "jamoat"}
        or not mention.matches
        or mention.matches[0].place.placetype not in {"country", "outside"}
    ):
        return mention
    kept = tuple(match for match in mention.matches if match.place.placetype not in {"settlement", "jamoat"})
    return replace(mention, matches=kept) if len(kept) < len(mention.matches) else mention


def _understood(analysis: Analysis, line: Line, mention: Mention) -> Mention | None:
    text = analysis.doc.text
    lead = text[max(mention.start - _BEFORE, line.sentence.start) : mention.start].lower()
    if _SPOKEN_TIME.search(lead[-_SPOKEN_CHARS:]):
        return None
    if mention.matches and _ROAD_AFTER.match(text, mention.end):
        return replace(mention, relation="from", chain=mention.chain + _APART)
    if any(match.place.placetype == "river" for match in mention.matches) and _CROSSED.search(lead):
        return None
    if mention.relation == "at" and "crossing" in line.cues and _is_home_of_intruders(mention, lead):
        return replace(mention, relation="from", chain=mention.chain + _APART)
    if mention.relation in {"at", "near"}:
        begin = max(mention.start - 2 * _BEFORE, line.sentence.start)
        elsewhere = _is_elsewhere(analysis.doc, begin, mention.start, lead)
        return replace(mention, relation="from", chain=mention.chain + _APART) if elsewhere else mention
    if mention.relation == "from" and _NOT_FAR.search(lead):
        return replace(mention, relation="near", chain=mention.chain + _APART)
    if mention.relation in {"from", "facing"} and (_INTO.search(lead) or _IN_NEXT.search(lead)):
        return replace(mention, relation="at", chain=mention.chain + _APART)
    if mention.relation == "from" and _TAKEN_FROM.search(lead):
        return replace(mention, relation="at", chain=mention.chain + _APART)
    if (
        mention.relation == "from"
        and analysis.lang in {"tg", "fa"}
        and _is_way(line, mention, text[mention.end : line.sentence.end])
    ):
        return replace(mention, relation="at", chain=mention.chain + _APART)
    return mention


def _is_way(line: Line, mention: Mention, rest: str) -> bool:
    """Tell "from Farkhor herders they stole", and "from Shohon they came over", from where somebody is from."""
    return bool(_STOLEN.search(rest)) or ("crossing" in line.cues and is_tajik(mention))


def _is_elsewhere(doc: Document, start: int, end: int, lead: str) -> bool:
    """Tell whether what stands between these characters, or at their end, says that a name is not where it happened."""
    words = doc.words[bisect_right(doc.ends, start) : bisect_left(doc.starts, end)]
    for number in set().union(*map(_ELSEWHERE_BY.__getitem__, words)):
        pattern = _ELSEWHERE[number][0]
        if pattern.search(doc.text[start:end].lower() if pattern is _PLANNED else lead):
            return True
    return False


def _is_country(mention: Mention) -> bool:
    return bool(mention.matches) and mention.matches[0].place.placetype == "country"


def _is_home_of_intruders(mention: Mention, lead: str) -> bool:
    """Tell the Afghan place that those who crossed live in: "вооружённых жителей провинции Тахар"."""
    return banks_of(mention) != {"TJ"} and bool(_LIVE_IN.search(lead))


def _beside(draft: Draft, told_lines: Sequence[Told]) -> list[Mention]:
    """Return names of the sentences around an account that belong to no other telling sentence."""
    indices = [told.line.sentence.index for told in draft.told]
    own = {id(told) for told in draft.told}
    out: list[Mention] = []
    for told in told_lines:
        near = min(indices) - 2 <= told.line.sentence.index <= max(indices) + 3
        if near and id(told) not in own and not told.tally and told.score < 3 and "general" not in told.line.cues:
            out.extend(m for m in told.mentions if _placetype(m) in _FINE | _WIDE)
    return out


def _of_lead(told_lines: Sequence[Told]) -> list[Mention]:
    """Return the names of a sum with which a report begins, of one of whose events it tells; else its dateline."""
    lead = (told for told in told_lines[:_LEAD_LINES] if told.tally)
    summed = [mention for told in lead for mention in told.mentions if _placetype(mention) in _FINE | _WIDE]
    written = (m for told in told_lines[:1] for m in told.mentions if m.relation == "dateline" and is_local(m))
    return summed or [replace(m, relation="at") for m in written if m.matches[0].place.segments]


def _without_posts(mentions: list[Mention]) -> list[Mention]:
    """Leave out posts named beside their detachment: another place may have the name of a post that is not listed."""
    units = any(mention.kind == "detachment" and mention.matches for mention in mentions)
    return [mention for mention in mentions if mention.kind != "post"] if units else mentions


def _at_home(mentions: list[Mention], bank: str) -> list[Mention]:
    return [replace(m, relation="at") if _is_home(m, bank) else m for m in mentions]


def _is_home(mention: Mention, bank: str) -> bool:
    """Tell where someone on the bank of the forces that act is from: a guess at where they were."""
    return (
        mention.relation == "from"
        and bool(mention.matches)
        and mention.matches[0].place.country == bank
        and _placetype(mention) in _FINE | _WIDE
    )


def _placetype(mention: Mention) -> str:
    return (
        mention.kind
        if mention.kind in {"settlement", "district", "region"}
        else (mention.matches[0].place.placetype if mention.matches else "settlement")
    )


def _is_local(place: Placement) -> bool:
    return place.status == "placed" and (place.region is not None)


def _is_afghan_region(mention: Mention) -> bool:
    """Tell the Afghan region that people fled from; it says on which stretch they crossed."""
    places = [match.place for match in mention.matches[:2]]
    return mention.kind in {None, "region"} and any(p.placetype == "region" and p.country == "AF" for p in places)


def _does_not_leave(place: Placement, found: Placement) -> bool:
    """Let a wider look sharpen a country, not move to another."""
    return place.country is None or place.status != "placed" or found.country == place.country
