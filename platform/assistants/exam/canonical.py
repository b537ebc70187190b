"""One way of writing for what can be written in several: numbers, money, shares, clock times, units."""

import re

_CURRENCIES = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy"}
_CURRENCY_WORDS = {
    **dict.fromkeys(("usd", "dollar", "dollars"), "usd"),
    **dict.fromkeys(("eur", "euro", "euros"), "eur"),
    **dict.fromkeys(("gbp", "pound", "pounds"), "gbp"),
    **dict.fromkeys(("jpy", "yen"), "jpy"),
}
_UNITS = {f"{unit}s": unit for unit in ("second", "minute", "hour", "day", "week", "month", "year")}
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_DECADES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS = {word: 10 * ten for ten, word in enumerate(_DECADES, 2)}
_COUNTS = {word: number for number, word in enumerate(_SMALL)} | _TENS
_ARTICLES = {"a", "an", "the"}

_WORDS = "|".join(_COUNTS)
_SPELLED = re.compile(rf"\b(?:({'|'.join(_TENS)})[- ]({'|'.join(_SMALL[1:10])})|({_WORDS}))(?: (hundred))?\b")
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:,\d{3})+)(?![\d,])")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d,])")
_ZEROS = re.compile(r"(?<![\d.,])(\d+)(?:\.0+|(\.\d*?[1-9])0+)(?![\d.])")
_CLOCK = re.compile(r"\b(\d{1,2})(?::00|(:\d{2}))?\s?([ap])\.?m\b\.?")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_SIGN_BEFORE = re.compile(r"(?:\bus\s?)?([$€£¥])\s?(\d+(?:\.\d+)?)")
_CODE_BEFORE = re.compile(r"\b(usd|eur|gbp|jpy)\s?(\d+(?:\.\d+)?)")
_SIGN_AFTER = re.compile(r"(\d)\s?([$€£¥])")
_RANGE = re.compile(r"(\d)\s?[\u2013\u2014-]\s?(?=\d)")
_SHARE = re.compile(r"(\d)\s?(?:%|per ?cent\b)")
_TOKEN = re.compile(r"\d+(?:[.:/]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")


def tokens(text: str) -> list[str]:
    """Words and numbers in lower case, without punctuation and articles, each equivalent written alike.

    "$5.00", "USD 5" and "five dollars" are all `5 usd`; "3-5 days" is `3 to 5 day`; "9:00 a.m." is `9 am`. "1" is
    written `one`, because as a word it is seldom a number.
    """
    text = text.lower().replace("\u2019", "'").replace("\u00a0", " ")
    text = _DECIMAL_COMMA.sub(r"\1.\2", _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text))
    text = _ORDINAL.sub(r"\1", _CLOCK.sub(r"\1\2 \3m ", _SPELLED.sub(_figure, text)))
    text = _ZEROS.sub(r"\1\2", text)
    text = _SIGN_BEFORE.sub(lambda found: f" {found[2]} {_CURRENCIES[found[1]]} ", text)
    text = _SIGN_AFTER.sub(lambda found: f"{found[1]} {_CURRENCIES[found[2]]} ", _CODE_BEFORE.sub(r" \2 \1 ", text))
    text = _SHARE.sub(r"\1 percent ", _RANGE.sub(r"\1 to ", text)).replace("us dollar", "dollar")
    return [_alike(word) for word in _TOKEN.findall(text) if word not in _ARTICLES]


def is_number(word: str) -> bool:
    """Whether a token of `tokens` is a number."""
    return word[0].isdigit()


def _figure(found: re.Match[str]) -> str:
    tens, ones, single, hundred = found.groups()
    number = _TENS[tens] + _COUNTS[ones] if tens else _COUNTS[single]
    return str(number * 100 if hundred else number)


def _alike(word: str) -> str:
    return "one" if word == "1" else _UNITS.get(word) or _CURRENCY_WORDS.get(word, word)
