"""Each kind of file becomes sections under headings, and pairs; what cannot be read says why."""

import io
import json
import zipfile

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from knowledge.reading import Kind, Section, Unreadable, archive, kind_of, sandbox
from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Pair
from knowledge.reading.readers import docx as docx_reader
from knowledge.reading.readers import html, markdown, pdf, plain, table

ENOUGH = "We pack every parcel by hand in our shop at the harbour, and we ship on every working day before noon."


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def test_headings_become_paths_and_lists_and_tables_become_lines() -> None:
    reading = html.read(
        page(
            f"<nav>Home</nav><main><h1>Shipping</h1><p>{ENOUGH}</p><h2>Prices</h2><table><tr><th>Zone</th>"
            "<th>Letter</th><th>Parcel</th></tr><tr><td>Norway</td><td>5</td><td>9</td></tr></table>"
            "<h3>Weight</h3><ul><li>Up to <b>20</b> kg</li><li>Heavier: ask</li></ul></main>"
        ),
        "x",
    )
    assert reading.title == "Shipping"
    assert reading.sections == [
        Section((), ENOUGH),
        Section(("Prices",), "Zone | Letter | Parcel\nNorway | Letter: 5 | Parcel: 9"),
        Section(("Prices", "Weight"), "- Up to 20 kg\n- Heavier: ask"),
    ]


@pytest.mark.parametrize("wrapper", ["main", "div"])
def test_questions_are_found_in_details_definitions_and_headings(wrapper: str) -> None:
    reading = html.read(
        page(
            f"<{wrapper}><h1>Help</h1><p>{ENOUGH}</p><details><summary>How long?</summary><p>Two days.</p></details>"
            "<dl><dt>How heavy?</dt><dd>Up to 20 kg.</dd></dl><h2>May I return it?</h2><p>Within 30 days.</p>"
            f"</{wrapper}>"
        ),
        "x",
    )
    pairs = {pair.question: pair.answer for pair in reading.pairs}
    assert pairs["How long?"].startswith("Two days.")
    assert pairs["May I return it?"] == "Within 30 days."
    if wrapper == "main":
        assert pairs["How heavy?"] == "Up to 20 kg."
        assert reading.sections == [Section((), ENOUGH)]


def test_declared_questions_are_found_once_and_without_markup() -> None:
    declared = {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": "Open on Sunday?", "acceptedAnswer": {"text": "<p>No, <b>never</b>.</p>"}},
            {"@type": "Question", "name": "Broken", "acceptedAnswer": None},
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(declared)}</script>'
    reading = html.read(page(f"<main><p>{ENOUGH}</p><h2>Open on Sunday?</h2><p>No, never.</p></main>", script), "x")
    assert reading.pairs == [Pair("Open on Sunday?", "No, never.")]


def test_menus_and_footers_are_left_out_but_the_first_pages_footer_can_be_kept() -> None:
    body = page(
        f"<header>Menu</header><div><p>{ENOUGH}</p></div><footer><ul><li><a href='/jobs'>Jobs</a></ul>"
        "<p>Harbour Street 5. Open 9–17. <a href='tel:123'>123</a></p></footer>"
    )
    assert [section.text for section in html.read(body, "x").sections] == [ENOUGH]
    kept = html.read(body, "x", footer=True)
    assert kept.sections[-1].text.endswith("Harbour Street 5. Open 9–17. 123")
    assert "Jobs" not in kept.sections[-1].text


def test_a_page_without_words_is_empty() -> None:
    with pytest.raises(Unreadable) as raised:
        html.read(page("<script>draw()</script>"), "x")
    assert raised.value.code == "empty"
    assert raised.value.hint


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        ("Grüße aus Tromsø".encode(), "latin-1"),
        ("Grüße aus Tromsø".encode("latin-1"), "latin-1"),
        ("Grüße aus Tromsø".encode("utf-16"), ""),
        ("Grüße aus Tromsø".encode("utf-8-sig"), ""),
        (b'<meta charset="latin-1">' + "Grüße aus Tromsø".encode("latin-1"), ""),
        ("Grüße aus Tromsø".encode("latin-1"), "no-such-charset"),
    ],
)
def test_text_is_decoded_whatever_is_claimed(data: bytes, declared: str) -> None:
    assert "Grüße aus" in decode(data, declared)


def test_markdown_keeps_headings_tables_and_leaves_its_front_matter() -> None:
    data = (
        b"---\ndraft: yes\n---\n# Hours\n\nToday.\n\n| Day | From | To |\n|--|--|--|\n| Mon | 9 | 17 |\n\n## Why?\nSo."
    )
    reading = markdown.read(data, "hours.md")
    assert (reading.title, reading.sections) == (
        "Hours",
        [Section((), "Today.\nDay | From | To\nMon | From: 9 | To: 17")],
    )
    assert reading.pairs == [Pair("Why?", "So.")]


def test_plain_text_joins_wrapped_lines_and_keeps_lists() -> None:
    text = f"{ENOUGH[:70]}\n{ENOUGH[70:]}\n\nHours:\n- Monday\n- Tuesday"
    (section,) = plain.read(text.encode(), "a.txt").sections
    assert section.text.split("\n")[1:] == ["Hours:", "- Monday", "- Tuesday"]


@pytest.mark.parametrize(
    "data",
    [
        b"question,answer\nHow much?,5 kr\n",
        b"Answer;Question\n5 kr;How much?\n",
        b"How much?,5 kr\n",
        b"How much?\t5 kr\n",
        b'\xef\xbb\xbf"How much?";"5 kr"\r\n\r\n',
    ],
)
def test_a_table_of_questions_is_read_with_or_without_header(data: bytes) -> None:
    assert table.read(data, "a.csv").pairs == [Pair("How much?", "5 kr")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"question,answer\nA?,a\nB?\n", "Line 3 has no second column"),
        (b"question,answer\nA?,\n", "Line 2 has no answer"),
        (b'A?,a\n"B?,b\n', "Line 2 cannot be read"),
        (b"A?," + b"x" * 20_001, "Line 1 is too long"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as raised:
        table.read(data, "a.csv")
    assert raised.value.message.startswith(words)


def pdf_of(pages: list[str], *, password: str = "") -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        sheet = writer.add_blank_page(600, 800)
        content = DecodedStreamObject()
        lines = " ".join(f"({line}) Tj 0 -14 Td" for line in text.split("\n"))
        content.set_data(f"BT /F1 12 Tf 50 700 Td {lines} ET".encode())
        sheet[NameObject("/Contents")] = writer._add_object(content)
        fonts = DictionaryObject({NameObject("/F1"): font})
        sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_of_200_pages_is_read_without_its_running_heads() -> None:
    data = pdf_of([f"Price list 2026\nArticle {n} costs {n} kroner.\nPage {n}" for n in range(200)])
    reading = sandbox.read(Kind.PDF, "prices.pdf", data)
    assert len(reading.sections) == 200
    assert reading.sections[7] == Section(("Page 8",), "Article 7 costs 7 kroner.")


def test_a_locked_a_broken_and_a_scanned_pdf_each_say_so() -> None:
    codes = []
    for data in (pdf_of(["secret"], password="abc"), b"%PDF-1.7 nonsense", pdf_of([""])):
        with pytest.raises(Unreadable) as raised:
            pdf.read(data, "a.pdf")
        codes.append(raised.value.code)
    assert codes == ["encrypted", "damaged", "empty"]


def test_a_docx_keeps_headings_and_tables() -> None:
    document = docx.Document()
    document.add_heading("Returns", 0)
    document.add_heading("Deadline", 1)
    document.add_paragraph("Thirty days.")
    grid = document.add_table(2, 3)
    for place, words in enumerate(["Kind", "Days", "Fee", "Books", "30", "none"]):
        grid.cell(place // 3, place % 3).text = words
    out = io.BytesIO()
    document.save(out)
    reading = sandbox.read(Kind.DOCX, "returns.docx", out.getvalue())
    assert reading.title == "Returns"
    assert reading.sections == [Section(("Deadline",), "Thirty days.\nBooks: Days 30; Fee none")]


def zip_of(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 10_000)
    with pytest.raises(Unreadable) as raised:
        docx_reader.read(zip_of({"word/document.xml": b"0" * 20_000}), "bomb.docx")
    assert raised.value.code == "zip_bomb"


def test_a_zip_that_lies_about_its_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = zip_of({"word/document.xml": b"0" * 20_000})
    size = (20_000).to_bytes(4, "little")
    with pytest.raises(Unreadable) as raised:
        docx_reader.read(honest.replace(size, (100).to_bytes(4, "little")), "liar.docx")
    assert raised.value.code == "damaged"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.exe", b"MZ", "unsupported_type"),
        ("a.pdf", b"hello", "wrong_type"),
        ("a.docx", b"\xd0\xcf\x11\xe0 old", "encrypted"),
        ("a.txt", b"\x00\x01\x02", "wrong_type"),
    ],
)
def test_a_file_that_is_not_what_we_read_says_so(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        kind_of(name, data)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ("import os; os.abort()", "damaged"),
        ("import time; time.sleep(9)", "too_slow"),
        ("bytearray(10**11)", "too_large"),
    ],
)
def test_a_reader_that_dies_hangs_or_devours_memory_hurts_itself_only(
    deed: str, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("root")
    (root / "sitecustomize.py").write_text(
        f"from knowledge.reading.readers import plain\ndef read(*_):\n    {deed}\nplain.read = read\n"
    )
    monkeypatch.setattr(sandbox, "SOURCE_ROOT", f"{sandbox.SOURCE_ROOT}:{root}")
    with pytest.raises(Unreadable) as raised:
        sandbox.read(Kind.TEXT, "a.txt", b"words", seconds=1.5)
    assert raised.value.code == code
