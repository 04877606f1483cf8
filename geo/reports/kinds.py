"""What kind of event an account tells of: the cues of its sentences, in an order of precedence."""

from geo.reports.accounts import Draft
from geo.reports.counts import Harm


def kind_of(draft: Draft) -> str:
    """Name the kind (vocab.KINDS) of an account.

    A mine, a drone sent against people and a kidnapping name themselves; smugglers in a fight make a smuggling clash,
    without one a detention or an incursion; guards and armed men a clash; an attack on others a shooting.
    """
    cues = draft.cues()
    harms = [harm for told in draft.told for harm in told.harms]
    has = cues.__contains__
    fought = has("clash") or has("shooting")
    hurt = _hurt(harms)
    smugglers = cues.get("smuggling", 0)
    if has("mine") and not has("clash"):
        return "mine"
    attackers_died = "attackers" in hurt
    if has("drone") and not attackers_died and (hurt or has("workers") or has("shooting")):
        return "drone_attack"
    if has("crossfire") and not (smugglers and attackers_died and not has("refugees")) and cues["crossfire"] >= 1:
        if not has("kidnapping"):
            return "cross_border_fire"
    taken = [harm for harm in harms if harm.effect == "kidnapped"]
    if has("kidnapping") and (taken or cues["kidnapping"] >= 1) and not ("security" in hurt and fought):
        if not (attackers_died and has("foiled")):
            return "kidnapping"
    if has("theft"):
        return "incursion"
    if has("refugees") and not hurt and (cues["refugees"] >= 1) and not smugglers:
        return "refugee_crossing"
    return _fight(cues, harms, hurt)


def _fight(cues: dict[str, int], harms: list[Harm], hurt: set[str]) -> str:
    has = cues.__contains__
    smugglers = cues.get("smuggling", 0)
    detained = any(harm.effect == "detained" and harm.people for harm in harms)
    died = any(harm.effect in {"killed", "wounded"} and harm.people for harm in harms)
    if smugglers and (has("clash") or has("shooting") or died):
        if not (has("armed_men") and cues["armed_men"] > 2 * smugglers and has("clash")):
            return "smuggling_clash"
    if has("clash"):
        if "civilians" in hurt and "security" not in hurt and "attackers" not in hurt:
            return "shooting"
        return "clash"
    if "civilians" in hurt or (has("shooting") and has("workers")):
        return "shooting"
    if "attackers" in hurt or "security" in hurt:
        return "clash"
    if detained:
        return "detention"
    if has("shooting"):
        return "shooting"
    if has("crossing") or has("foiled"):
        return "incursion"
    return "other"


def _hurt(harms: list[Harm]) -> set[str]:
    """Sides that lost people."""
    return {
        person.side
        for harm in harms
        if harm.effect in {"killed", "wounded"} and not harm.zero
        for person in harm.people
        if person.side and (person.best or person.low or person.best is None)
    }
