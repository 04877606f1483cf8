"""Which incidents a sum counts: clashes, kidnappings, drone attacks, or all; only deadly ones, or any."""

import re

from geo.core.vocab import KINDS
from geo.reports.analysis import Analysis, Line
from geo.reports.periods import text_of

# The nouns of the cue "incident" that say a kind, by their beginnings; "attacks" and "cases" may be of any.
_NOUNS = {
    ("clash", "smuggling_clash"): (
        "clash", "shootout", "shoot", "skirmish", "engagement", "firefight", "gunfight", "battle", "collision", "fight",
        "столкновен", "боестолкновен", "бой", "боев", "боя", "боям", "бои", "стычк", "перестрел", "схват",
        "даргири", "задухурд", "бархурд", "درگیری", "برخورد",
    ),
    ("kidnapping",): ("kidnap", "abduct", "hostage", "похищен", "одамраб", "рабудан", "آدم"),
    ("incursion",): ("incursion", "infiltrat", "вторжен", "прорыв"),
}  # fmt: skip
_DRONES = re.compile(r"\bdrone|\bбеспилотн|\bдрон|дрон|پهپاد", re.IGNORECASE)
_DEADLY = re.compile(
    r"\b(?:deadly|fatal|lethal)\b|\b(?:смертельн|кровопролитн|кровав)|марговар|марбор|مرگبار", re.IGNORECASE
)


def counted_kinds(analysis: Analysis, line: Line) -> tuple[str, ...]:
    """Return the kinds of incident that a sentence counts, of `vocab.KINDS`; empty where it may be any."""
    words = [analysis.doc.words[hit.first] for hit in line.cue("incident")]
    if not words and "mine" in line.cues:
        return ("mine",)
    if words and _DRONES.search(text_of(analysis, line)):
        return ("drone_attack",)
    kinds = {next((kinds for kinds, nouns in _NOUNS.items() if word.startswith(nouns)), ()) for word in words}
    return tuple(kind for kind in KINDS if kind in next(iter(kinds))) if len(kinds) == 1 else ()


def counts_deadly(analysis: Analysis, line: Line) -> bool:
    """Tell "five deadly incidents", which leaves out those without dead."""
    return bool(line.cue("incident")) and bool(_DEADLY.search(text_of(analysis, line)))
