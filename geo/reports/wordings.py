"""Words around a cue that turn its sense: mines that only lie there, flares, users of drugs, what is only supposed."""

from collections.abc import Sequence

from geo.reports.analysis import Line
from geo.reports.rules import Hit

_SUPPOSED = {"if", "unless", "should", "если", "агар", "اگر"}
_FLARES = ("сигнальн", "осветительн", "учебн", "flare")
# A bullet that hit somebody came from anywhere.
_BODY = {
    "голову", "грудь", "живот", "ногу", "ноги", "руку", "плечо", "спину", "бедро", "шею", "лицо", "колено", "него",
    "солдата", "пограничника", "пастуха", "офицера",
}  # fmt: skip
# "They take drugs and shoot": users, not smugglers.
_TAKES = ("примут", "принима", "приня", "употреб", "накур", "smoking", "истеъмол", "مصرف")
# Many mines only lie there, where none of these is said.
_MINES = {"мины", "поля", "поле", "landmines", "mines", "minefield", "minefields", "минаҳо", "минаҳои", "минаҳоро"}
_BLASTS = (
    "expl", "blast", "blew", "blow", "deton", "went", "set", "step", "trod", "tripp", "trigger", "hit", "ran", "drove",
    "взрыв", "взорв", "подорв", "подрыв", "сработ", "насту", "наех", "детон", "напоро", "тарк",
)  # fmt: skip


def goes_off(words: Sequence[str], line: Line) -> bool:
    """Tell a sentence in which something explodes."""
    return any(word.startswith(_BLASTS) for word in words[line.sentence.first : line.sentence.last])


def are_mines(words: Sequence[str], hit: Hit) -> bool:
    """Tell mines and minefields from the one that somebody stepped on."""
    return words[hit.last - 1] in _MINES


def takes_drugs(lead: Sequence[str]) -> bool:
    """Tell users by the words before the drugs: "примут наркотики и палят"."""
    return any(word.startswith(_TAKES) for word in lead[-2:])


def is_flare(words: Sequence[str], hit: Hit) -> bool:
    """Tell a flare or a practice round from fire over the border."""
    return any(word.startswith(_FLARES) for word in words[hit.first - 1 : hit.last])


def hit_somebody(words: Sequence[str], hit: Hit) -> bool:
    """Tell "пуля попала в живот" from a bullet that came over the river."""
    return words[hit.first].startswith("пул") and not _BODY.isdisjoint(words[hit.last : hit.last + 3])


def is_supposed(lead: Sequence[str]) -> bool:
    """Tell what is only supposed: "if they cross", "если попробуют прорваться"."""
    return not _SUPPOSED.isdisjoint(lead)
