"""What becomes of a visitor's file when it is read, and what is said when it cannot be."""

import io
import threading
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from pypdf import PdfWriter

from chat.attachments import reading
from chat.attachments.arriving import Sent
from chat.attachments.errors import ManyAtOnce, WrongFile
from chat.attachments.kinds import sort_of


def _locked_pdf() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def _zip_bomb() -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(201):
            part.write(b"0" * 2**20)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("locked.pdf", _locked_pdf, "encrypted"), ("bomb.docx", _zip_bomb, "zip_bomb"), ("a.txt", b" ".strip, "empty")],
)
def test_a_file_that_cannot_be_read_says_why(name: str, data: Any, code: str) -> None:
    content = data() or b"\n \n"
    with pytest.raises(WrongFile) as raised:
        reading.read(Sent(name, content, sort_of(name, content)))
    assert raised.value.code == code
    assert raised.value.hint


def test_a_long_file_is_read_from_its_beginning(script: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PASSAGES", 2)
    table = "City;Days\n" + "".join(f"Town {number};{number}\n" for number in range(400))
    text = reading.read(Sent("days.csv", table.encode(), sort_of("days.csv", table.encode())))
    assert (len(text.drafts), text.partly) == (2, True)
    assert "Town 7: Days 7" in text.drafts[0].text


def test_only_a_few_files_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_places", threading.BoundedSemaphore(1))
    sent = Sent("a.txt", b"words", sort_of("a.txt", b"words"))
    with reading._places, pytest.raises(ManyAtOnce) as raised:
        reading.read(sent)
    assert raised.value.status == 429
