"""On which bank of the river the names of an account lie, where it speaks of what came over from the other."""

from dataclasses import replace

from geo.places.mentions import Mention
from geo.reports.drafts import Draft
from geo.reports.telling import Told, is_local

_LOCAL_TYPES = {"settlement", "post", "crossing", "landmark", "jamoat", "detachment", "district", "region"}
# Names understood otherwise than their neighbours are a chain of their own.
_APART = 1_000_000

# Spellings this close are one name.
_TIED = 0.1
# Names this close in the text are of one place: "in Nusay, in the Darwaz district of Afghan Badakhshan".
_BESIDE = 25
# What goes from the Afghan bank to the Tajik one.
OVER_THE_LINE = {"crossing", "crossfire", "refugees", "admitted"}


def where_they_fled(draft: Draft) -> list[Told]:
    """Leave out the sentences on what fell to the enemy, where others say at which Tajik place people fled over."""
    if "refugees" not in draft.told[0].line.cues:
        return draft.told
    here = [[m for m in told.mentions if is_local(m) and m.relation in {"at", "near"}] for told in draft.told]
    came = [
        told.line.cues.keys() & OVER_THE_LINE and any(map(is_tajik, own))
        for told, own in zip(draft.told, here, strict=True)
    ]
    if not any(came):
        return draft.told
    return [told for told, own in zip(draft.told, here, strict=True) if not own or any(map(is_tajik, own))]


def where_they_came(draft: Draft, mentions: list[Mention]) -> list[Mention]:
    """Take the Tajik bank for the place of a crossing or of stray fire, where both banks are named.

    What lies on the Afghan one is where those people or shells came from.
    """
    cues = draft.cues()
    if "airstrike" in cues or not cues.keys() & OVER_THE_LINE:
        return mentions
    clusters: list[list[Mention]] = []
    for mention in mentions:
        if mention.relation not in {"at", "near"}:
            continue
        if clusters and mention.start - clusters[-1][-1].end <= _BESIDE and _on_one_bank(mention, clusters[-1][-1]):
            clusters[-1].append(mention)
        else:
            clusters.append([mention])
    afghan = [names for names in clusters if any(banks_of(name) == {"AF"} for name in names)]
    tajik = any(is_tajik(name) for names in clusters if names not in afghan for name in names)
    if not tajik or not afghan:
        return mentions
    left = {id(name) for names in afghan for name in names}
    return [replace(m, relation="facing", chain=m.chain + _APART) if id(m) in left else m for m in mentions]


def _on_one_bank(mention: Mention, other: Mention) -> bool:
    """Tell whether two names may be of one place: no bank rules out the other."""
    mine, theirs = banks_of(mention), banks_of(other)
    return not mine or not theirs or bool(mine & theirs)


def is_tajik(mention: Mention) -> bool:
    """Tell a place that lies on the Tajik bank, whichever of its name is meant."""
    return banks_of(mention) == {"TJ"} and mention.matches[0].place.placetype in _LOCAL_TYPES


def banks_of(mention: Mention) -> set[str | None]:
    """Return the banks of the places that a name means equally well; the river and the border have none."""
    return {
        match.place.country
        for match in mention.matches
        if match.score >= mention.matches[0].score - _TIED and match.place.placetype not in {"river", "border"}
    }
