"""The period that a sentence on sums speaks of: "this year", "in the first half of 2024", "since the year began"."""

import re

from geo.reports.analysis import Analysis, Line
from geo.reports.date_words import DateMention

_IN_PERIOD = re.compile(
    r"\b(?:in|within|over) (?:a|one|two|three|less than a|the (?:past|last)(?: \w+)?) "
    r"(?:days?|weeks?|months?|years?)\b|\bin the space of \w+ \w+|"
    r"\bin (?:as many|recent) \w+|\bthis (?:week|month|year)\b|\bс начала\b|\bза (?:последн\w+ |это\w* |\w+ )?"
    r"(?:месяц|недел|год|полгода|лет|сут|дн)|\bsince the (?:start|beginning|turn)\b|\bso far this\b|"
    r"\bаз (?:оғози|аввали|ибтидои) (?:ҳамин |ин )?(?:сол|моҳ|ҳафта)|\bдар (?:як|ду|се|чор) (?:ҳафта|моҳ|сол)|"
    r"از (?:آغاز|ابتدای|اول) (?:سال|ماه)|در (?:یک|دو|سه) (?:هفته|ماه|سال)",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_THIS_WEEK = re.compile(r"\bthis week\b|\bна (?:этой|минувшей|прошлой) неделе\b|\bin the past week\b")
# "The fourth clash of 2024".
_OF_YEAR = re.compile(r"\b(?:of|in|за|в) (?:19|20)\d\d\b")
# "The largest battle this year" is one battle.
_SUPERLATIVE = re.compile(
    r"\b(?:largest|biggest|deadliest|worst|bloodiest|first(?! (?:\w+ )?(?:months|weeks|half))|latest|fiercest)\b"
    r"[^.;]{0,40}?\bthis (?:year|month|week)\b|"
    r"\b(?:крупнейш\w+|сам\w+ (?:крупн|кровопролитн|ожесточ)\w+|перв\w+)\b[^.;]{0,30}?\b(?:в этом году|с начала года)",
    re.IGNORECASE,
)
# Of lower-case text: tried in any case, such a pattern takes several times as long.
_PERIOD_WORDS = re.compile(
    r"\b(?:in less than \w+ \w+\b|in total\b|in all,|altogether\b|so far\b|this year\b|in the past\b|over the past\b|"
    r"tally\b|this month\b|in recent (?:weeks|months|years)\b|since (?:the )?\w+ (?:19|20)\d\d|since 20\d\d\b|"
    r"within (?:\w+ )?(?:weeks|months)\b|(?:in|over|during) \w+ months\b|(?:over|during) \w+ years\b|"
    r"nine first months\b|first \w+ months\b|last year\b|"
    r"past \w+ (?:years|months)\b|two decades\b|in the course of 20\d\d\b|first half of\b|"
    r"within the (?:past|last)\b|in the year (?:19|20)\d\d|in these \w+ months\b|since the year began\b|"
    r"from \w+ (?:\d+ )?(?:until|till|to) (?:today|now|date)\b|"
    r"since the (?:start|beginning) of\b|(?:in|over|during) the last \w+ (?:days|weeks|months|years)\b|"
    r"for (?:19|20)\d\d\b|"
    r"(?:over|in|during|for|within) (?:the same|that|this|the) period\b|"
    r"за (?:тот|этот|указанный|отчетный) (?:же )?период|за (?:\w+ )?полугоди|дар ин (?:муддат|давра)|"
    r"с начала\b|за месяц\b|за (?:последн|минувш|прошл|эт)\w+ (?:год|месяц|недел|\d+ \w+)|в общей сложности\b|"
    r"за (?:последние |минувшие |прошедшие )?(?:\d+|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|"
    r"пятнадцать|двадцать|тридцать) (?:лет|года|месяца|месяцев)\b|"
    r"дар \S+ (?:моҳи|соли|ҳафтаи) (?:охир|гузашта|ахир)\b|"
    r"(?:در|طی) \S+ (?:ماه|سال|هفته) (?:گذشته|اخیر)|"
    r"за (?:все |эти |прошедшие )+(?:годы|время)\b|за годы\b|(?:in|over) (?:all )?(?:the|these|those) years\b|"
    r"дар (?:тӯли|давоми) (?:ин |он )?солҳо|در (?:طول|درازای) (?:این |آن )?سال(?:ها|‌ها)|"
    r"всего за\b|за (?:полгода|год)\b|на этой неделе\b|со? 20\d\d\b|в 20\d\d году\b|за 20\d\d\b)|"
    r"соли (?:19|20)\d\d\b.{0,60}?(?:задухӯрд|даргири|даргирӣ|бархӯрд|тирандозӣ|ҳамла|ҳуҷум)ҳо|"
    r"سال \d{4}.{0,60}?(?:درگیری|برخورد|حمله|نبرد)[\u200c ]?ها|"
    r"тайи\s+\S+\s+соли|дар \d+ сол\b|соли охир|در مجموع|به شمار|در این (?:مدت|دوره)"
)


def text_of(analysis: Analysis, line: Line) -> str:
    """Return the words of a sentence as they stand."""
    return analysis.doc.text[line.sentence.start : line.sentence.end]


def names_period(analysis: Analysis, line: Line) -> bool:
    """Tell a sentence that speaks of more than a moment: "this year", "within the past month"."""
    if any(date.use == "since" for date in line.dates):
        return True
    text = text_of(analysis, line)
    low = text.lower()
    if "last year" in low and any(_is_month_of_year(analysis, date) for date in line.dates):
        low = low.replace("last year", " ")
    named = _PERIOD_WORDS.search(low) and _PERIOD_WORDS.search(_SUPERLATIVE.sub(" ", low))
    return bool(named) or _between_years(text)


def _is_month_of_year(analysis: Analysis, date: DateMention) -> bool:
    """Tell "in August last year", in which a single event is told of, from "last year"."""
    words = analysis.doc.words[date.first : date.last]
    return date.use == "event" and date.span.precision == "month" and len(words) > 1 and words[-1] == "year"


def _between_years(text: str) -> bool:
    return bool(re.search(r"[Bb]etween (?:19|20)\d\d and (?:19|20)\d\d", text))


def is_news_of_week(analysis: Analysis, line: Line) -> bool:
    """Tell "three smugglers were killed this week" in the lead, which is the news, from a sum."""
    text = text_of(analysis, line).lower()
    return (
        line.sentence.index <= 1
        and bool(_THIS_WEEK.search(text))
        and not _PERIOD_WORDS.search(_THIS_WEEK.sub(" ", text))
    )


def names_time(text: str) -> bool:
    """Tell "in three weeks", "since the start of the year", "of 2024" beside an ordinal."""
    return bool(_IN_PERIOD.search(text) or _OF_YEAR.search(text))
