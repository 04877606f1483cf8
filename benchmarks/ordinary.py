"""Ordinary prose of the region for the benchmarks: news that tells of no incident, made up anew for each report.

The sentences stand in `prose/en.txt` and `prose/ru.txt`: of `[a|b]` one part is taken, `<...>` is a name, number or
date. Names are put together from syllables, so that each report has words that stood in none before, as real ones do.
"""

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_CHOICE = re.compile(r"\[([^\[\]]+)\]")
_SLOT = re.compile(r"<(\w+)>")
_SYLLABLES = {
    "en": "ba bo da di fa go gul ha ja jon ka khu la lo ma mir mu na no qo ra rus sa sho ta tu ya zar zo",
    "ru": "ба бо да ди фа го гул ха джа джон ка ху ла ло ма мир му на но ко ра рус са шо та ту я зар зо",
}
_ENDINGS = {"en": "ov zoda iyon ev i", "ru": "ов зода иён ев и"}
_PLACES = {"en": "obod kent dara tepa", "ru": "абаде кенте даре тепе"}
_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "ru": "понедельника вторника среды четверга пятницы субботы воскресенья",
}
_MONTHS = {
    "en": "January March April June July September October November",
    "ru": "января марта апреля июня июля сентября октября ноября",
}


def paragraphs(lang: str, chance: random.Random) -> Iterator[str]:
    """Make paragraphs of two to four sentences, no sentence of the table twice before all were used."""
    table = _table(lang)
    order: list[str] = []
    while True:
        told = []
        for _ in range(chance.randint(2, 4)):
            order = order or chance.sample(table, len(table))
            told.append(_sentence(order.pop(), lang, chance))
        yield " ".join(told)


@cache
def _table(lang: str) -> list[str]:
    return (Path(__file__).parent / "prose" / f"{lang}.txt").read_text("utf-8").splitlines()


def _sentence(line: str, lang: str, chance: random.Random) -> str:
    chosen = _CHOICE.sub(lambda match: chance.choice(match[1].split("|")), line)
    return _SLOT.sub(lambda match: _filled(match[1], lang, chance), chosen)


def _filled(slot: str, lang: str, chance: random.Random) -> str:
    if slot in {"surname", "town"}:
        syllables = "".join(chance.choice(_SYLLABLES[lang].split()) for _ in range(chance.randint(2, 3)))
        return (syllables + chance.choice((_ENDINGS if slot == "surname" else _PLACES)[lang].split())).capitalize()
    if slot == "day":
        day, month = chance.randint(1, 28), chance.choice(_MONTHS[lang].split())
        return f"{day} {month}" if lang == "ru" or chance.random() < 0.5 else f"{month} {day}"
    return {
        "weekday": chance.choice(_WEEKDAYS[lang].split()),
        "month": chance.choice(_MONTHS[lang].split()),
        "number": str(chance.randint(11, 990)),
        "digit": str(chance.randint(0, 9)),
        "year": str(chance.randint(1960, 2019)),
    }[slot]
