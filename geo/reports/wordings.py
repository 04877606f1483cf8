"""Words around a cue that turn its sense: mines that only lie there, flares, drugs that burn, what is only supposed."""

from collections.abc import Sequence

from geo.reports.analysis import Line
from geo.reports.rules import Hit

_SUPPOSED = {"if", "unless", "should", "если", "агар", "اگر"}
_ROUNDS = (["выстрел", "к"], ["выстрела", "к"], ["выстрелов", "к"], ["выстрелы", "к"])
_BURNT = ("burn", "torch", "set", "сож", "подож")
_BURNT_REACH = 8
# A helicopter that flew in is no shell.
_FLEW = ("прилет",)
_AIRCRAFT = ("вертолет", "самолет", "машин", "борт", "планер")
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


def is_no_fire(words: Sequence[str], line: Line, hit: Hit) -> bool:
    """Tell a flare, "пуля попала в живот" and a helicopter that flew in from fire over the border."""
    if any(word.startswith(_FLARES) for word in words[hit.first - 1 : hit.last]):
        return True
    if words[hit.first].startswith("пул") and not _BODY.isdisjoint(words[hit.last : hit.last + 3]):
        return True
    flew_in = words[hit.first].startswith(_FLEW)
    return flew_in and any(word.startswith(_AIRCRAFT) for word in words[line.sentence.first : hit.first])


def is_no_shooting(words: Sequence[str], line: Line, hit: Hit) -> bool:
    """Tell a round for a launcher and "burned two tonnes of heroin" from shots and a post that was burnt down."""
    if list(words[hit.last - 1 : hit.last + 1]) in _ROUNDS:
        return True
    return words[hit.first].startswith(_BURNT) and any(
        hit.last <= goods.first <= hit.last + _BURNT_REACH or 0 <= hit.first - goods.last <= 1
        for goods in line.of("seized")
    )


def is_supposed(lead: Sequence[str]) -> bool:
    """Tell what is only supposed: "if they cross", "если попробуют прорваться"."""
    return not _SUPPOSED.isdisjoint(lead)
