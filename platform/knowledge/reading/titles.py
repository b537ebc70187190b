"""Titles that programs leave in files, and that say nothing to a reader."""

import re

from knowledge.reading.outline import squeeze

PROGRAM = re.compile(
    r"^(microsoft (office )?(word|powerpoint|excel)|word|powerpoint|excel|libreoffice|pages|writer)\b\s*[-–:]",
    re.I,
)
FILE = re.compile(r"\.(docx?|dotx?|odt|rtf|txt|pdf|indd|qxd|pages|tex|dvi|xlsx?|pptx?|html?|md|pub|ai|cdr)$", re.I)
EMPTY = re.compile(
    r"^\W*(untitled|anonymous|unspecified|unknown|no title|title|new document|document|word document|presentation|"
    r"powerpoint presentation|blank|book|sheet|page|slide|layout|template|print|default|microsoft word|dokument|"
    r"unbenannt|ohne titel|titel|präsentation|powerpoint-präsentation|sans titre|sans nom|document sans nom|titre|"
    r"présentation powerpoint|sin título|documento( sin título)?|título|presentación de powerpoint|senza (titolo|nome)|"
    r"titolo|presentazione standard di powerpoint|naamloos|geen titel|bez tytułu|bez nazwy|tytuł|prezentacja programu "
    r"powerpoint|sem título|apresentação do powerpoint|adsız|başlıksız|belge|无标题|未命名|文档|文件|演示文稿|無標題|"
    r"無題|タイトルなし|문서|без имени|без названия|документ|بدون عنوان|مستند)?[\W\d_]*$",
    re.I,
)


def sensible(title: str) -> str:
    """The title in one line; empty if a program made it up, or if it is the name of a file."""
    text = squeeze(title)
    return "" if PROGRAM.match(text) or FILE.search(text) or EMPTY.match(text) else text
