"""Tell names of people and institutions that are written like a place from the place: "Mr. Farkhor", "FC Khatlon".

A name is no place where a title or an armed group stands before it, a surname or an age after it, where it opens a
clause as the one who says or writes, or where it is part of the name of a theatre, school or team. After "in", "near"
and the like it is a place all the same.
"""

import re

from geo.places import names
from geo.places.cues import NO_CUE
from geo.places.gazetteer import Match
from geo.places.tokens import Text

_SURNAME = re.compile(
    r"\w{2,}(?:ovich|evich|ovna|evna|ov|ova|ev|eva|zoda|zade|zadeh"
    r"|ович|евич|овна|евна|ов|ова|ову|овым|овои|ев|ева|еву|евым|евои|зода|заде|иен)"
)
# In Latin script only with a capital: "general" and "major" are ordinary words.
_TITLES = """mr mrs ms miss dr sir prof professor gen general col colonel maj major lt lieutenant capt captain sgt
    sergeant mullah mawlawi maulvi qari haji ustad г-н господин госпожа генерал генерала полковник полковника
    подполковник майор майора капитан капитана лейтенант лейтенанта сержант мулла маулави ҷаноби хонуми генерали
    полковники майори капитани мулло آقای خانم ژنرال جنرال سرهنگ ملا مولوی حاجی قاری استاد دکتر"""
_SAYING = """said says told tells wrote writes published added recalled remembers explained smiled sang laughed replied
    answered married died сказал сказала заявил заявила рассказал рассказала написал написала добавил добавила ответил
    ответила пояснил опубликовал опубликовала гуфт мегӯяд навишт нашр گفت می‌گوید نوشت افزود"""
_SAID_BEFORE = "said says added сказал сказала заявил заявила добавил рассказал рассказала"
_INSTITUTIONS = """theatre theater university institute college museum library orchestra choir ensemble club team fc
    championship театр театра университет университета институт института колледж музей музея библиотека оркестр хор
    ансамбль клуб команда фк театри донишгоҳи донишкадаи коллеҷи осорхонаи китобхонаи ансамбли дастаи تیاتر تئاتر
    دانشگاه پوهنتون موزه کتابخانه تیم باشگاه"""
_OF_INSTITUTIONS = """state national regional city central medical pedagogical technical agrarian polytechnic music
    musical drama dramatic puppet history historical football sports international academic of the давлатии миллии
    омӯзгории тиббии мусиқии мазҳакавии دولتی ملی طبی"""
_YEARS = "year years лет года год сола солаи ساله"
_LOCATIVE = "in at near inside outside within around opposite в во близ около возле вблизи напротив дар назди در نزدیک"
# The branch of an armed group is named for a place: "Islamic State-Khorasan", "ИГИЛ-Хорасан".
_GROUPS = "state isis isil is daesh иг игил даиш доиш вилаят داعش"
_ARTICLES = frozenset({"the", "a"})
_ADJECTIVE = ("ии", "ыи", "ои", "ого", "ая", "ом")
_AGES = range(12, 100)
_NEAR_REACH = 4


def _set(listed: str) -> frozenset[str]:
    return frozenset(names.normalise(word).replace(" ", "") for word in listed.split())


_TITLE_WORDS, _SAYING_WORDS, _SAID_WORDS = _set(_TITLES), _set(_SAYING), _set(_SAID_BEFORE)
_INSTITUTION_WORDS, _MODIFIERS = _set(_INSTITUTIONS), _set(_OF_INSTITUTIONS)
_GROUP_WORDS = _set(_GROUPS)
_YEAR_WORDS, _LOCATIVE_WORDS = _set(_YEARS), _set(_LOCATIVE)


def names_no_place(text: Text, start: int, end: int, matches: tuple[Match, ...]) -> bool:
    """Say whether a name that no place word stands beside is a person's or an institution's here.

    Parameters
    ----------
    start, end
        The words of the name: first, and one past the last.
    matches
        The places it may mean.
    """
    if _titled(text, start) or _of_a_group(text, start):
        return True
    if _institution_after(text, start, end) or _institution_before(text, start):
        return True
    if end - start > 1 or located(text, start):
        return False
    return _surnamed(text, start, end, matches) or _aged(text, start, end) or _speaks(text, start, end)


def is_branch(text: Text, start: int, end: int, matches: tuple[Match, ...]) -> bool:
    """Say whether a name is that of a branch of the Islamic State: "the Islamic State in Khorasan Province"."""
    index = start - 1
    index -= index >= 0 and text.tokens[index].normal in {"in", "of"}
    if index < 1 or (text.tokens[index - 1].normal, text.tokens[index].normal) != ("islamic", "state"):
        return False
    province = end < len(text.tokens) and text.tokens[end].normal == "province" and text.tokens[end].capital
    return province or not any(match.exact for match in matches)


def located(text: Text, start: int) -> bool:
    """Say whether "in", "near" or the like stands before a word."""
    index = start - 1
    while index >= 0 and text.tokens[index].normal in _ARTICLES:
        index -= 1
    return index >= 0 and not text.parts(index + 1) and text.tokens[index].normal in _LOCATIVE_WORDS


def _titled(text: Text, start: int) -> bool:
    if start == 0 or text.gaps[start].strip(". \u00a0"):
        return False
    before = text.tokens[start - 1]
    return before.normal in _TITLE_WORDS and (before.capital or before.script != "latin")


def _of_a_group(text: Text, start: int) -> bool:
    if start == 0 or text.gaps[start] not in {" ", "-", "–"}:
        return False
    before = text.tokens[start - 1]
    return before.normal in _GROUP_WORDS and (before.capital or before.script != "latin")


def _surnamed(text: Text, start: int, end: int, matches: tuple[Match, ...]) -> bool:
    """Say whether a surname follows; "глава Хатлона Назаров" names the place in the genitive, "раиси Хатлон" too."""
    if end >= len(text.tokens) or text.gaps[end] != " ":
        return False
    after = text.tokens[end]
    if not after.capital or after.cue is not NO_CUE or not _SURNAME.fullmatch(after.normal):
        return False
    before = text.tokens[start - 1].normal if start and not text.parts(start) else ""
    held = before.endswith(("и", "of")) and before != "и"
    return not held and any(match.exact for match in matches)


def _aged(text: Text, start: int, end: int) -> bool:
    """Say whether an age follows, as in "Farkhor, 34, was"."""
    tokens = text.tokens
    if end >= len(tokens) or text.gaps[end].strip() not in {",", "("} or not tokens[end].normal.isdecimal():
        return False
    if int(tokens[end].normal) not in _AGES or (start > 0 and not text.parts(start)):
        return False
    return end + 1 >= len(tokens) or text.parts(end + 1) or tokens[end + 1].normal in _YEAR_WORDS


def _speaks(text: Text, start: int, end: int) -> bool:
    """Say whether the name opens a clause and says something, or closes one as the speaker."""
    tokens = text.tokens
    opens = start == 0 or text.parts(start) or '"' in text.gaps[start] or "»" in text.gaps[start]
    if opens and end < len(tokens) and text.gaps[end] == " ":
        return tokens[end].normal in _SAYING_WORDS
    closes = end >= len(tokens) or text.parts(end)
    return closes and start > 0 and text.gaps[start] == " " and tokens[start - 1].normal in _SAID_WORDS


def _institution_after(text: Text, start: int, end: int) -> bool:
    for index in range(end, min(end + _NEAR_REACH, len(text.tokens))):
        word = text.tokens[index]
        if text.gaps[index] != " " or (word.script == "latin" and not word.capital):
            return False
        if word.normal in _INSTITUTION_WORDS:
            return not located(text, start)
        if word.normal not in _MODIFIERS and not (word.script == "cyrillic" and word.normal.endswith(_ADJECTIVE)):
            return False
    return False


def _institution_before(text: Text, start: int) -> bool:
    for index in range(start - 1, max(-1, start - 1 - _NEAR_REACH), -1):
        if text.parts(index + 1):
            return False
        word = text.tokens[index]
        if word.normal in _INSTITUTION_WORDS:
            return not located(text, index) and (word.capital or word.script != "latin")
        if word.normal not in _MODIFIERS and not (word.script == "cyrillic" and word.normal.endswith(_ADJECTIVE)):
            return False
    return False
