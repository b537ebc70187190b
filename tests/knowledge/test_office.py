"""PPTX, XLSX, ODT, EPUB and feeds, and what Word and CSV can hold: each in its order, with its headings."""

import datetime
import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml

from knowledge.reading import Section, Unreadable, archive, kind_of, sandbox
from knowledge.reading.cells import columns
from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Pair, Reading
from knowledge.reading.readers import feed, table
from knowledge.reading.titles import sensible

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zip_of(content: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in content.items():
            parts.writestr(name, text)
    return out.getvalue()


def read(name: str, data: bytes) -> Reading:
    return sandbox.read(kind_of(name, data), name, data)


def presentation() -> bytes:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    shape = "<p:sp><p:nvSpPr><p:nvPr>{ph}</p:nvPr></p:nvSpPr><p:txBody>{text}</p:txBody></p:sp>"
    title = shape.format(ph='<p:ph type="title"/>', text="<a:p><a:r><a:t>Prijzen</a:t></a:r></a:p>")
    body = shape.format(
        ph="",
        text='<a:p><a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr><a:r><a:t>Bel ons</a:t></a:r></a:p>'
        '<a:p><a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr><a:r><a:t>Betaal</a:t></a:r></a:p>'
        '<a:p><a:pPr><a:buChar char="•"/></a:pPr><a:r><a:t>Een fiets kost </a:t></a:r><a:r><a:t>9 €</a:t></a:r></a:p>',
    )
    spaces = f'xmlns:p="p" xmlns:a="a" xmlns:r="{relation}"'
    return zip_of(
        {
            "ppt/presentation.xml": f'<p:presentation {spaces}><p:sldIdLst><p:sldId id="256" r:id="rId2"/>'
            "</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": '<R><Relationship Id="rId2" Target="slides/slide1.xml"/></R>',
            "ppt/slides/slide1.xml": f"<p:sld {spaces}><p:cSld><p:spTree>{title}{body}</p:spTree></p:cSld></p:sld>",
        }
    )


def test_slides_keep_titles_numbers_and_bullets() -> None:
    assert read("fiets.pptx", presentation()).sections == [
        Section(("Prijzen",), "1. Bel ons\n2. Betaal\n- Een fiets kost 9 €")
    ]


def test_sheets_keep_names_merged_cells_dates_and_money() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Tarifs"
    for row in (["Salle", "Prix", "Dès"], ["Bleue", 12.5, datetime.date(2031, 5, 1)], ["Verte", 9, None]):
        sheet.append(row)
    sheet["B2"].number_format = sheet["B3"].number_format = "0.00 €"
    sheet.merge_cells("C2:C3")
    book.create_sheet("Interne").append(["secret"])
    book["Interne"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert read("tarifs.xlsx", out.getvalue()).sections == [
        Section(("Tarifs",), "Bleue: Prix 12.50 €; Dès 2031-05-01\nVerte: Prix 9.00 €; Dès 2031-05-01")
    ]


def test_an_open_document_keeps_headings_lists_and_notes() -> None:
    content = (
        '<d xmlns:t="t" xmlns:o="o"><o:body><o:text><t:h t:outline-level="1">Orari</t:h>'
        "<t:p>Aperto<t:s/>fino<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>Tranne agosto.</t:p>"
        "</t:note-body></t:note> alle 19.</t:p><t:list><t:list-item><t:p>Lunedì</t:p></t:list-item></t:list>"
        "</o:text></o:body></d>"
    )
    assert read("orari.odt", zip_of({"content.xml": content})).sections == [
        Section(("Orari",), "Aperto fino alle 19.\nTranne agosto.\n- Lunedì")
    ]


def test_a_book_is_read_along_its_spine() -> None:
    book = zip_of(
        {
            "META-INF/container.xml": '<c><rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></c>',
            "OPS/p.opf": '<package><metadata><title>Guide</title></metadata><manifest><item id="a" href="a.xhtml"/>'
            '<item id="b" href="b.xhtml"/></manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>',
            "OPS/a.xhtml": "<html><body><h1>Last</h1><p>The pier closes at nine.</p></body></html>",
            "OPS/b.xhtml": "<html><body><h1>First</h1><p>The pier opens at six.</p></body></html>",
        }
    )
    reading = read("guide.epub", book)
    assert reading.title == "Guide"
    assert [section.text for section in reading.sections] == ["The pier opens at six.", "The pier closes at nine."]


@pytest.mark.parametrize(
    "data",
    [
        "<rss><channel><title>Novas</title><item><title>Férias</title>"
        "<description>&lt;p&gt;Fechado em &lt;b&gt;agosto&lt;/b&gt;.&lt;/p&gt;</description></item></channel></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Novas</title><entry><title>Férias</title>'
        '<summary>Fechado</summary><content type="html">&lt;p&gt;Fechado em agosto.&lt;/p&gt;</content></entry></feed>',
    ],
)
def test_a_feed_is_read_entry_by_entry(data: str) -> None:
    reading = feed.read(data.encode(), "feed.xml")
    assert (reading.title, reading.sections) == ("Novas", [Section(("Férias",), "Fechado em agosto.")])


@pytest.mark.parametrize("name", ["a.pptx", "a.xlsx", "a.odt", "a.epub"])
def test_a_broken_archive_says_so(name: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(name, b"PK\x03\x04 nonsense")
    assert raised.value.code == "damaged"


def test_every_archive_is_checked_for_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 100)
    with pytest.raises(Unreadable) as raised:
        archive.refuse_bomb(zip_of({"content.xml": "0" * 1000}))
    assert raised.value.code == "zip_bomb"


def document(body: str) -> bytes:
    made = docx.Document()
    for element in parse_xml(f"<w:body {W}>{body}</w:body>"):
        made.element.body.insert(len(made.element.body) - 1, element)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<w:p><w:moveFrom><w:r><w:t>No</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>Sí</w:t></w:r></w:moveTo></w:p>",
            "Sí",
        ),
        (
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Offen </w:t></w:r></w:p>"
            "<w:p><w:r><w:t>bis 19 Uhr</w:t></w:r></w:p>",
            "Offen bis 19 Uhr",
        ),
        (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>9 zł</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
            "9 zł",
        ),
        (
            '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r><w:t>Ara</w:t></w:r></w:p>'
            '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r><w:t>Öde</w:t></w:r></w:p>'
            '<w:p><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr><w:r><w:t>Nakit</w:t></w:r></w:p>',
            "1. Ara\n2. Öde\n- Nakit",
        ),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>開店</w:t></w:r></w:p>", "開店"),
    ],
)
def test_word_is_read_as_it_is_shown(body: str, text: str) -> None:
    (section,) = read("a.docx", document(body)).sections
    assert section.text == text


@pytest.mark.parametrize(
    "header",
    [
        "Question,Answer",
        "سؤال,جواب",
        "Frage,Antwort",
        "Pregunta,Respuesta",
        "Question,Réponse",
        "Domanda,Risposta",
        "質問,回答",
        "Vraag,Antwoord",
        "Pytanie,Odpowiedź",
        "Pergunta,Resposta",
        "Soru,Cevap",
        "问题,答案",
        "問題,答覆",
        "question_text,answer_text",
        "SORU:,CEVAP:",
        "FAQ-Frage,Kurzantwort-Antwort",
    ],
)
def test_headers_are_known_in_many_languages_and_beside_ids(header: str) -> None:
    assert columns(header.split(",")) == (0, 1)
    assert columns(["Question ID", *header.split(",")]) == (1, 2)


def test_columns_that_are_not_certain_are_named_and_not_guessed() -> None:
    for text in ("Dotaz;Odpovi\nKolik?;9\nKdy?;8\n", "1,How much?,9\n2,When?,8\n", "9 kr,How much?\nNow,When?\n"):
        with pytest.raises(Unreadable) as raised:
            table.read(text.encode(), "a.csv")
        assert raised.value.code == "csv_columns"
        assert f"“{text[:4].split(',')[0].split(';')[0]}" in raised.value.message


def test_commas_in_the_first_row_do_not_hide_the_delimiter() -> None:
    text = "Red, green, or blue?;Blue\nHow much, please?;9\n"
    assert table.read(text.encode(), "a.csv").pairs == [
        Pair("Red, green, or blue?", "Blue"),
        Pair("How much, please?", "9"),
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Wir öffnen um 9 Uhr. Für Schüler ist der Eintritt frei – 5 €.", "cp1252"),
        ("Où est le café ? L’entrée coûte 5 €.", "cp1252"),
        ("¿Cuánto cuesta el envío a España?", "cp1252"),
        ("Příliš žluťoučký kůň úpěl", "cp1250"),
        ("Otwarte w środę od dziewiątej, wstęp 12 zł", "iso8859-2"),
        ("Мы открыты с 9 до 17 часов.", "cp1251"),
        ("Мы открыты с 9 до 17 часов.", "koi8-r"),
        ("Ανοιχτά από τις 9 έως τις 17", "cp1253"),
        ("نحن نفتح الساعة التاسعة", "cp1256"),
        ("営業時間は9時から17時までです。", "shift_jis"),
        ("営業時間は9時から17時までです。", "euc_jp"),
        ("我们的营业时间是上午九点", "gb18030"),
        ("我們的營業時間是上午九點", "big5"),
        ("영업 시간은 오전 9시부터입니다", "euc_kr"),
        ("Öffnungszeiten: 9 – 17 Uhr", "utf-16-le"),
    ],
)
def test_an_encoding_is_told_by_the_language(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "title", ["Microsoft Word - Preise.doc", "untitled", "preise_final.indd", "Präsentation1", " "]
)
def test_titles_that_programs_leave_are_not_taken(title: str) -> None:
    assert sensible(title) == ""
    assert sensible("Preise 2031") == "Preise 2031"
