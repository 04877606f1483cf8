"""What kind of event an account tells of: the cues of its sentences, in an order of precedence."""

from collections.abc import Callable

from geo.reports.counts import Harm
from geo.reports.drafts import Draft
from geo.reports.telling import Told

_DRUGS = {"heroin", "opium", "hashish", "cannabis", "methamphetamine", "drugs"}
_DRUG_REACH = 4
_FORCES = {"taliban", "afghan_government"}
# Smugglers who came over, goods that were found: their fire is a fight.
_OVER = {"crossing", "seizure", "foiled", "smuggling", "spotted"}
_FORCE = {"shooting", "clash", "crossfire", "mine", "kidnapping", "terror"}
# Words that people who come over in a report on refugees are not told of in, where they are refugees themselves.
_NO_REFUGE = {"smuggling", "armed_men", "foiled", "terror", "theft", "warned", "seizure"}
# Cues of sentences that tell less than this are talk around the event.
_WEIGHTY = 2.0
_NAMED = 1.5


def kind_of(draft: Draft, around: frozenset[str] = frozenset()) -> str:
    """Name the kind (vocab.KINDS) of an account.

    A mine, a drone sent against people and a kidnapping name themselves; smugglers in a fight make a smuggling clash,
    without one a detention or an incursion; guards and armed men a clash; an attack on others a shooting. `around` are
    the cues of the whole report: smugglers named in its lead are those of an account that does not say who.
    """
    cues = draft.cues(least=_WEIGHTY) or draft.cues()
    # The smugglers of the news are not the gunmen of an event that it recalls.
    if draft.role != "main" and "armed_men" in cues:
        around = frozenset()
    around = _without_disputed(draft, cues, around)
    harms = [harm for told in draft.told for harm in told.harms]
    said_smugglers = "smuggling" in cues or "smuggling" in around
    _infer(draft, cues, harms)
    if "airstrike" in cues and "drone" in draft.cues():
        cues.setdefault("drone", 1)  # "the bombing", and then: "the drone"
    if "workers" in draft.cues() and any(map(_adds_drone, draft.told)):
        cues.setdefault("drone", 1)  # "the attack", and then: "firearms were used, and a drone"
    has = cues.__contains__
    fought = has("clash") or has("shooting")
    hurt = _hurt(harms)
    weapon = _by_weapon(draft, cues, harms, hurt, smuggled=said_smugglers)
    if weapon is not None:
        return weapon
    attackers_died = "attackers" in hurt
    if has("theft") and not _taken_with_cattle(harms):
        return "incursion"
    if has("kidnapping") and not ("security" in hurt and fought) and not (attackers_died and _beaten(has, harms)):
        return "kidnapping"
    if not said_smugglers and _fled(draft, cues, harms, hurt):
        return "refugee_crossing"
    if "smuggling" in around and "terror" not in around and not cues.keys() & {"terror", "workers"}:
        cues.setdefault("smuggling", 1)
    kind = _fight(draft, cues, harms, hurt)
    if kind == "incursion" and "refugees" in around and not cues.keys() & _NO_REFUGE and not hurt:
        return "refugee_crossing"
    return "cross_border_fire" if kind == "other" and has("crossfire") else kind


def _adds_drone(told: Told) -> bool:
    """Tell a sentence that names a drone and recalls, denies or doubts nothing."""
    cues = told.line.cues
    doubtful = cues.keys() & {"background", "denial", "habitual", "general"}
    return "drone" in cues and told.score >= _NAMED and not doubtful


def _by_weapon(draft: Draft, cues: dict[str, int], harms: list[Harm], hurt: set[str], *, smuggled: bool) -> str | None:
    """Name the kind by what did the harm: a mine, bombs, the river, a drone, fire over it; None: a fight."""
    has = cues.__contains__
    if has("mine") and not has("clash"):
        return "mine"
    if has("airstrike") and not has("drone") and not _only_denied(draft, "airstrike"):
        return "cross_border_fire"
    if has("drowned") and _drowned(draft, cues, harms):
        return "incursion" if smuggled else "other"
    if has("drone") and "attackers" not in hurt and (_died(harms) or hurt or has("workers") or has("shooting")):
        return "drone_attack" if hurt or not _on_smugglers(has) else "smuggling_clash"
    fight = has("clash") and "attackers" in hurt and not _only_shelled(draft)
    stray = hurt == {"civilians"} and not has("clash")
    stray = stray or (hurt == {"security"} and not cues.keys() & _OVER and not _against_forces(draft))
    if has("crossfire") and (stray or not smuggled) and not fight and not cues.keys() & {"kidnapping", "workers"}:
        return "cross_border_fire"
    return None


def _against_forces(draft: Draft) -> bool:
    """Tell a fight of guards with the forces of the other bank from shots of unknown people over the river."""
    return any(hit.value in _FORCES for told in draft.told for hit in told.line.of("parties"))


def _only_shelled(draft: Draft) -> bool:
    """Tell shelling, whose word stands for shots and for a fight ("обстрел"), from shots of both sides."""
    return all(
        any((hit.first, hit.last) == (shot.first, shot.last) for shot in told.line.cue("shooting"))
        for told in draft.told
        for hit in told.line.cue("clash")
    )


def _died(harms: list[Harm]) -> bool:
    return any(harm.effect == "killed" and harm.best for harm in harms)


def over_the_line(kind: str, draft: Draft, country: str | None) -> str:
    """Take shots of Tajik guards at people on the Afghan bank for fire over the border."""
    if kind not in {"shooting", "clash"} or country != "AF":
        return kind
    cues = draft.cues()
    armed = {"workers", "terror", "armed_men", "smuggling", "refugees"}
    if cues.keys() & armed or not {"guards", "tajik"} <= cues.keys():
        return kind
    civilians = any(hit.value == "civilians" for told in draft.told for hit in told.line.of("people"))
    if kind == "clash" and not (civilians and "attackers" not in _hurt([h for told in draft.told for h in told.harms])):
        return kind
    return "cross_border_fire" if cues.keys() & {"shooting", "clash"} else kind


def _drowned(draft: Draft, cues: dict[str, int], harms: list[Harm]) -> bool:
    """Tell people lost to the river: all the dead drowned, and nobody used force, were it not denied."""
    dead = [harm for harm in harms if harm.effect == "killed" and harm.best]
    forced = any(not _only_denied(draft, cue) for cue in _FORCE & cues.keys())
    return not forced and all("drowned" in harm.line.cues for harm in dead)


def _on_smugglers(has: Callable[[str], bool]) -> bool:
    """Tell drones that guards send against smugglers: nobody else is named."""
    return has("smuggling") and not has("workers") and (has("clash") or has("seizure") or has("guards"))


def _infer(draft: Draft, cues: dict[str, int], harms: list[Harm]) -> None:
    """Add the cues of what is told without their words: people held by nobody's police, drugs that were weighed."""
    told = draft.cues()
    if "captor" in told or (
        "custody" not in told and any(harm.effect == "kidnapped" and harm.people for harm in harms)
    ):
        cues.setdefault("kidnapping", 1)
    if _found_drugs(draft) and not cues.keys() & {"terror", "workers"}:
        cues.setdefault("smuggling", 1)


def _fled(draft: Draft, cues: dict[str, int], harms: list[Harm], hurt: set[str]) -> bool:
    """Tell people who fled: nobody shot at those called refugees, or they were let in, their wounded too."""
    let_in = "refugees" in cues and not _died(harms) and "attackers" not in hurt
    if "admitted" in draft.cues() and ("clash" not in cues or let_in):
        return True
    forced = bool(cues.keys() & {"shooting", "clash", "crossfire"}) or any(
        harm.effect == "killed" and harm.best and "armed_men" in harm.line.cues for harm in harms
    )
    safe = not hurt and not ("shooting" in cues and _died(harms))
    perished = hurt == {"civilians"} and not forced
    return "refugees" in cues and (safe or perished) and not _detained(harms)


def _beaten(has: Callable[[str], bool], harms: list[Harm]) -> bool:
    """Tell attackers who were stopped, or carried off themselves, from kidnappers."""
    taken = [person.side for harm in harms if harm.effect == "kidnapped" for person in harm.people]
    return has("foiled") or (bool(taken) and set(taken) == {"attackers"})


def _taken_with_cattle(harms: list[Harm]) -> bool:
    """Tell whether people of the place were led away together with their cattle."""
    return any(
        harm.effect == "kidnapped" and "theft" in harm.line.cues and person.side in {"civilians", None}
        for harm in harms
        for person in harm.people
    )


def _found_drugs(draft: Draft) -> bool:
    """Tell whether drugs were weighed or counted in a sentence of the account."""
    return any(
        hit.value in _DRUGS and any(0 <= hit.first - number.last <= _DRUG_REACH for number in told.line.numbers)
        for told in draft.told
        for hit in told.line.of("seized")
    )


def _only_denied(draft: Draft, cue: str) -> bool:
    """Tell whether the cue stands only in sentences that deny it."""
    return all("denial" in told.line.cues for told in draft.told if cue in told.line.cues)


def _without_disputed(draft: Draft, cues: dict[str, int], around: frozenset[str]) -> frozenset[str]:
    """Drop "smugglers" where it is only the word of the Taliban's spokesman for people whom others call armed men."""
    smuggling = [told.line.cues for told in draft.told if "smuggling" in told.line.cues]
    if not smuggling or not all("called_smugglers" in found for found in smuggling):
        return around
    cues.pop("smuggling", None)
    return around - {"smuggling"}


def _detained(harms: list[Harm]) -> bool:
    return any(harm.effect == "detained" and harm.people for harm in harms)


def _workers_shot_at(draft: Draft) -> bool:
    """Tell shots at workers from a fight: a sentence that speaks of both, and of no guards."""
    return any(
        "workers" in cues and "shooting" in cues and not cues & {"guards", "terror"}
        for cues in (told.line.cues.keys() for told in draft.told)
    )


def _fight(draft: Draft, cues: dict[str, int], harms: list[Harm], hurt: set[str]) -> str:
    has = cues.__contains__
    only_civilians = hurt == {"civilians"} or (hurt == {"afghans"} and has("refugees"))
    if only_civilians:
        return "shooting"
    smugglers = has("smuggling") and (not has("terror") or _called_both(draft))
    died = any(harm.effect in {"killed", "wounded"} and harm.people and not harm.zero for harm in harms)
    attacked = has("workers") and has("shooting") and not cues.keys() & {"guards", "terror"}
    if (attacked or _workers_shot_at(draft)) and not smugglers and not hurt & {"security", "attackers"}:
        return "shooting"
    if smugglers and (has("clash") or has("shooting") or died):
        return "smuggling_clash"
    if has("clash") or hurt >= {"security", "attackers"}:
        return "clash"
    if has("crossing") and hurt == {"attackers"}:
        return "incursion"
    if has("shooting"):
        return _shots(cues, hurt)
    if hurt:
        return "clash"
    somebody_held = any(harm.effect == "detained" and not harm.goods for harm in harms)
    if _detained(harms) or (somebody_held and (smugglers or not has("crossing"))):
        return "detention"
    if has("crossing") or has("foiled"):
        return "incursion"
    return "other"


def _called_both(draft: Draft) -> bool:
    """Tell smugglers who are called militants too: "twelve smugglers", and what they carried in another sentence."""
    named = any(hit.rule.fields["party"] == "smugglers" for told in draft.told for hit in told.line.of("people"))
    return named and sum("smuggling" in told.line.cues for told in draft.told) > 1


def _shots(cues: dict[str, int], hurt: set[str]) -> str:
    """Tell a fight from shots at people: guards, or nobody but attackers hit."""
    if "workers" in cues:
        return "shooting"
    return "clash" if "guards" in cues or (hurt == {"attackers"} and "refugees" not in cues) else "shooting"


def _hurt(harms: list[Harm]) -> set[str]:
    """Sides that lost people."""
    people = [
        person
        for harm in harms
        if harm.effect in {"killed", "wounded"} and not harm.zero
        for person in harm.people
        if person.side
    ]
    return {person.side for person in people if person.side and not person.part} or {
        person.side for person in people if person.side
    }
