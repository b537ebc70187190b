"""A page's text is found as browsers find it: a mark, the header, the markup, the bytes and the page's language."""

import codecs

import pytest

from knowledge.reading.pages.charset import text_of

GERMAN = "Grüße aus Köln: täglich 9–17 Uhr, 5 € “extra”"
RUSSIAN = "Мы открыты с девяти до шести, цена пятьсот рублей"
JAPANESE = "営業時間は九時から五時までです。料金は五百円です。"


def page(text: str, head: str = "", lang: str = "") -> str:
    spoken = f" lang={lang}" if lang else ""
    return f"<!doctype html><html{spoken}><head>{head}<title>T</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO8859-1", "latin1", "latin-1", "l1", "us-ascii", "windows-1252"])
def test_latin_1_and_ascii_mean_windows_1252(label: str) -> None:
    assert GERMAN in text_of(page(GERMAN).encode("cp1252"), label)[0]
    assert GERMAN in text_of(page(GERMAN, f"<meta charset='{label}'>").encode("cp1252"))[0]


@pytest.mark.parametrize(
    ("text", "encoding", "header", "head"),
    [
        (RUSSIAN, "cp1251", "windows-1251", "<meta charset=utf-8>"),
        (RUSSIAN, "koi8-r", "", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'),
        (RUSSIAN, "cp1251", "", "<!-- <meta charset=utf-8> --><META CHARSET = windows-1251 >"),
        (JAPANESE, "shift_jis", "Shift_JIS", "<meta charset=euc-jp>"),
        (JAPANESE, "cp932", "", "<meta charset=x-sjis>"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", ""),
        (JAPANESE, "iso2022_jp", "", "<meta charset=iso-2022-jp>"),
        (JAPANESE, "euc-jp", "utf-8", "<meta charset=euc-jp>"),
        ("①～㈱ 髙", "cp932", "shift_jis", ""),
        ("价格五元，镕", "gbk", "gb2312", ""),
        ("가격은 똠방 원", "cp949", "euc-kr", ""),
        ("İstanbul’da açık", "cp1254", "iso-8859-9", ""),
        (GERMAN, "utf-8", "iso-8859-1", ""),
        (GERMAN, "utf-8", "", "<meta charset=iso-8859-1>"),
        (GERMAN, "cp1252", "utf-8", ""),
        (GERMAN, "cp1252", "nonsense", ""),
        (GERMAN, "utf-8", "", "<meta charset=utf-16>"),
        (GERMAN, "utf-16-le", "utf-16le", ""),
        (GERMAN, "utf-16-le", "utf-16", ""),
        (GERMAN, "utf-16-be", "", ""),
        (GERMAN, "utf-16-le", "", ""),
    ],
)
def test_the_encoding_that_is_declared_and_fits_is_taken(text: str, encoding: str, header: str, head: str) -> None:
    assert text in text_of(page(text, head).encode(encoding), header)[0]


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_goes_before_all_else(mark: bytes) -> None:
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    text, found = text_of(mark + page(GERMAN, "<meta charset=koi8-r>").encode(encoding), "windows-1251")
    assert GERMAN in text
    assert found == encoding
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("text", "encoding", "lang"),
    [
        ("Haircut £5, beard £12", "cp1252", ""),
        ("It’s “open” – 5 € each", "cp1252", ""),
        ("Une crêpe au sucre coûte 4,50 €", "cp1252", "fr"),
        ("El niño está aquí, mañana", "cp1252", ""),
        ("Otwarte od poniedziałku, zażółć gęślą jaźń", "cp1250", "pl"),
        ("Otwarte od poniedziałku, zażółć gęślą jaźń", "iso-8859-2", "pl"),
        ("Otevřeno od pondělí, příliš žluťoučký kůň", "cp1250", "cs-CZ"),
        ("Nyitva hétfőtől, tűz és víz", "cp1250", "hu"),
        (RUSSIAN, "cp1251", ""),
        (RUSSIAN, "koi8-r", "ru"),
        (JAPANESE, "euc-jp", ""),
        (JAPANESE, "cp932", "ja"),
        ("我们九点开门，价格二十元", "gbk", "zh-CN"),
        ("我們九點開門，價格二十元", "big5", "zh-Hant-TW"),
        ("아홉시에 엽니다, 가격은 오천 원", "cp949", "ko"),
        ("Ανοιχτά από τις εννέα", "cp1253", "el"),
        ("Pazar günü açık, şeker ve ağaç", "cp1254", "tr"),
        ("פתוח מתשע עד חמש", "cp1255", "he"),
        ("مفتوح من التاسعة حتى الخامسة", "cp1256", "ar"),
        ("เปิดเวลาเก้าโมงเช้า", "cp874", "th"),
    ],
)
def test_without_a_charset_the_bytes_and_the_language_of_the_page_decide(text: str, encoding: str, lang: str) -> None:
    assert text in text_of(page(text, lang=lang).encode(encoding), domain="example")[0]


def test_a_page_in_utf_8_with_a_broken_letter_stays_one() -> None:
    data = page("Grüße, Käse, Öl, Äpfel, Füße und Straße, schön und größer, für dich, täglich, gemütlich" * 3).encode()
    assert "Grüße, Käse" in text_of(data.replace(b"</p>", b"\xe4</p>"))[0]
