"""Who says what of whom: the words for the dead and the attackers with their speaker, denials, and silence."""

import re

from geo.core.model import Claim
from geo.reports.analysis import Analysis
from geo.reports.drafts import Draft
from geo.reports.telling import Told

_SPEAKERS = re.compile(
    r"(State Committee for National Security|National Security Committee|State Security (?:Committee|Council)|"
    r"security committee|SCNS|GKNB|Border Troops|border agency|"
    r"Border Guards?|Foreign Ministry|Ministry of Foreign Affairs|Interior Ministry|Defen[cs]e Ministry|embassy|"
    r"Embassy|Zabihullah Mujahid|[Tt]he Taliban|Taliban|Khovar|AFP|Reuters|Asia[- ]Plus|RFE/RL|Ozodi|"
    r"Amu(?:\.tv| TV)?|Afghanistan International|Hasht-e Subh|[Aa]nalysts|[Ll]ocal (?:sources|residents|people|"
    r"officials)|[Ss]ources|[Rr]esidents|[Gg]overnor(?:'s spokesman)?|[Cc]ommittee|spokesman|spokesperson|"
    r"ГКНБ|Погранвойск\w*|пресс-центр\w*|Ховар|МИД\w*|Муджахид\w*|[Тт]алиб\w*|Озоди|Азия-[Пп]люс|местные жители|"
    r"источник\w*|аналитик\w*|эксперт\w*|губернатор\w*|"
    r"Кумитаи \w+ амнияти миллӣ|КДАМ|Ховар|мақомот|Толибон|کمیته امنیت ملی|مجاهد|طالبان|منابع محلی|خاور)"
)
_LABEL = re.compile(
    r"[“\"«‘](?P<quoted>[^”\"»’\n]{3,60})[”\"»’]|\b(?P<plain>(?:drug |alleged |suspected |armed )?(?:terrorists?|"
    r"smugglers?|drug traffickers?|militants|contrabandists))\b|"
    r"\b(?P<russian>террорист\w*|контрабандист\w*|наркокурьер\w*|боевик\w*)"
)
_LABEL_WORDS = re.compile(
    r"terroris|smuggl|traffick|militant|террор|контрабанд|нарко|боевик|террорист|قاچاق|تروریست|қочоқ|unknown armed",
    re.IGNORECASE,
)
_HEDGES = re.compile(r"alleg|suspect|think|could be|apparently|якобы|предполож|вероятно")
# One of these stands in a sentence that gives a label.
_LABEL_STEMS = (
    *("terroris", "smuggl", "traffick", "militant", "contraband", "unknown", "террор", "контрабанд", "нарко", "боевик"),
    *("قاچاق", "تروریست", "қочоқ"),
)
_MAX_CLAIMS = 8
_SAYING = {"speech", "denial", "no_claim"}
_ALLEGES = {"denial": "denies", "no_claim": "no_comment"}


def claims_of(analysis: Analysis, draft: Draft) -> tuple[Claim, ...]:
    """Return the claims of an account: labels with their speaker, denials, and that nobody has claimed or commented."""
    out: list[Claim] = []
    seen: set[tuple[str, str]] = set()
    for told in draft.told:
        for claim in _of_sentence(analysis, told):
            key = (claim.claimant.lower(), claim.says.lower())
            if key not in seen:
                seen.add(key)
                out.append(claim)
    return tuple(out[:_MAX_CLAIMS])


def _of_sentence(analysis: Analysis, told: Told) -> list[Claim]:
    line = told.line
    if not line.cues.keys() & _SAYING:
        return []
    text = analysis.doc.text
    start, end = line.sentence.start, line.sentence.end
    sentence = text[start:end]
    labelled = "speech" in line.cues and any(map(sentence.lower().__contains__, _LABEL_STEMS))
    if not labelled and not line.cues.keys() & _ALLEGES.keys():
        return []
    speaker = _SPEAKERS.search(sentence)
    out: list[Claim] = []
    for cue, stance in _ALLEGES.items():
        for hit in line.cue(cue):
            span = analysis.doc.span(hit.first, hit.last)
            out.append(
                Claim(
                    claimant=speaker.group() if speaker else "report", says=text[slice(*span)], stance=stance, span=span
                )
            )
    if speaker is None or not labelled:
        return out
    hedged = bool(_HEDGES.search(sentence))
    for match in _LABEL.finditer(sentence):
        group = next(name for name, value in match.groupdict().items() if value)
        label = match.group(group)
        if group == "quoted" and not _LABEL_WORDS.search(label):
            continue
        nearest = _nearest_speaker(sentence, match.start())
        out.append(
            Claim(
                claimant=nearest,
                says=label,
                stance="alleges" if hedged else "asserts",
                prop="attackers",
                span=(start + match.start(group), start + match.end(group)),
            )
        )
    return out


def _nearest_speaker(sentence: str, at: int) -> str:
    return min(_SPEAKERS.finditer(sentence), key=lambda match: abs(match.start() - at)).group()
