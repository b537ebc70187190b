"""Pages and Markdown files whose markup hides, moves or changes what they say are read as they stand."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from knowledge.reading import Reading
from knowledge.reading.readers import html, markdown

PAGES = Path(__file__).parent / "pages"
CASES = [json.loads(path.read_text()) for path in sorted(PAGES.glob("*/case.json"))]
ENOUGH = "<p>We pack every parcel by hand in our shop at the harbour, and ship on every working day before noon.</p>"


def blocks(reading: Reading) -> list[str]:
    found = [[*section.heading_path, section.text] for section in reading.sections]
    found += [[*pair.heading_path, pair.question, pair.answer] for pair in reading.pairs]
    return ["\n".join(block) for block in found]


def in_order(parts: list[str], line: str) -> bool:
    return bool(re.search(".*?".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in parts), line))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_page_that_was_read_wrongly_is_read_as_it_stands(case: dict[str, Any]) -> None:
    names = case["input"] if isinstance(case["input"], list) else [case["input"]]
    for name in names:
        reader = markdown if name.endswith(".md") else html
        reading = reader.read((PAGES / case["id"] / name).read_bytes(), name)
        wholes = blocks(reading)
        everything = "\n".join([reading.title, *wholes])
        assert all(text in everything for text in case.get("must_contain", []))
        assert not any(text in everything for text in case.get("must_not_contain", []))
        assert all(everything.count(text) == 1 for text in case.get("once", []))
        assert not case.get("any_of") or any(text in everything for text in case["any_of"])
        for parts in case.get("lines", []):
            assert any(in_order(parts, line) for line in everything.split("\n")), parts
        for parts in case.get("together", []):
            assert any(all(part in whole for part in parts) for whole in wholes), parts
        pairs = [(pair.question, pair.answer) for pair in reading.pairs]
        for wanted in case.get("pairs", []):
            answers = wanted["answer"] if isinstance(wanted["answer"], list) else [wanted["answer"]]
            assert any(q == wanted["question"] and all(one in a for one in answers) for q, a in pairs), wanted
        for wanted in case.get("not_pairs", []):
            assert not any(q == wanted["question"] and wanted["answer"] in a for q, a in pairs), wanted


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (
            "<table><tr><th rowspan=2>Tarif</th><th colspan=2>Tag</th></tr><tr><th>Kind</th><th>Erw.</th></tr>"
            "<tr><td>Insel</td><td>3 €</td><td>6 €</td></tr></table>",
            ["Tarif | Tag Kind | Tag Erw.", "Insel | Tag Kind: 3 € | Tag Erw.: 6 €"],
        ),
        (
            "<table><tr><td></td><td>Yoga</td><td>Gym</td></tr><tr><td>Mon</td><td colspan=2>closed</td></tr></table>",
            ["Mon | Yoga: closed | Gym: closed"],
        ),
        (
            "<table><tr><th>Zone</th><th>Price</th></tr><tr><th colspan=2>Europe</th></tr><tr><td>EU</td><td>5</td>"
            "</tr></table>",
            ["Europe | EU | Price: 5"],
        ),
        ("<p>Preis: 1.299<sup>95</sup> €</p>", ["Preis: 1.299,95 €"]),
        ("<p>Only <span>$</span><span class=whole>19</span><span class=fraction>99</span></p>", ["Only $19.99"]),
        ("<p>Area 40 m<sup>2</sup>, costs 40<sup><a href=#f>1</a></sup> kr</p>", ["Area 40 m2, costs 40 1 kr"]),
        ("<p>Lamp <s>90 €</s> <b>70 €</b></p>", ["Lamp 70 €"]),
        ("<p>Lamp <span class='old-price'>90 €</span> 70 €</p>", ["Lamp 70 €"]),
        ("<p><a href='mailto:a%40b.example?subject=x'>Write</a></p>", ["Write (a@b.example)"]),
        ("<p><a href='tel:+47555012'><svg></svg></a></p>", ["+47555012"]),
        ("<p><a href='tel:+4755501'>555 01</a></p>", ["555 01"]),
        (
            "<ol start=3><li>Cut<ul><li>once</li></ul></li><li><p>Glue</p><p>and wait</p></li></ol>",
            ["3. Cut", "  - once", "4. Glue", "  and wait"],
        ),
        ("<ul><li>Monday<br>9 to 17</li></ul>", ["- Monday", "  9 to 17"]),
        ("<dl><div><dt>Small</dt><dt>Klein</dt><dd>5 kr</dd></div></dl>", ["Small: 5 kr", "Klein: 5 kr"]),
        ("<p><span>Beard</span><span>9 €</span></p>", ["Beard 9 €"]),
        ("<p>un<em>believ</em>able 1<b>2</b></p>", ["unbelievable 12"]),
        ("<nav class=hours><p>Open 9 to 17.</p></nav>", ["Open 9 to 17."]),
        ("<div class='breadcrumbs-and-crackers'><p>Crackers 3 kr.</p></div>", ["Crackers 3 kr."]),
    ],
)
@pytest.mark.parametrize("wrapper", ["main", "div"])
def test_markup_changes_no_word(body: str, lines: list[str], wrapper: str) -> None:
    page = f"<html><body><{wrapper}><h1>Shop</h1>{ENOUGH}{body}</{wrapper}></body></html>"
    read = "\n".join(blocks(html.read(page.encode(), "x"))).split("\n")
    assert [line for line in lines if line not in read] == []


@pytest.mark.parametrize(
    "fold",
    [
        "<details><summary><h3>{q}</h3></summary><p>{a}</p></details>",
        "<div><h3><button aria-expanded=false aria-controls=p{n}>{q}</button></h3><div id=p{n} hidden>{a}</div></div>",
        "<div class=item><div role=button aria-controls=p{n}>{q}</div><div id=p{n} hidden>{a}</div></div>",
        "<div><a data-bs-target='#p{n}' href='#p{n}'>{q}</a><div id=p{n} style='display:none'>{a}</div></div>",
        "<div class=item><button>{q}</button><div>{a}</div></div>",
        "<div class=faq><div class=faq-question>{q}</div><div class=faq-answer>{a}</div></div>",
        "<dl><dt>{q}</dt><dd>{a}</dd></dl>",
    ],
)
def test_each_make_of_fold_out_gives_its_pairs(fold: str) -> None:
    asked = [("Haben Sie Eis?", "Ja, neun Sorten."), ("ما هي ساعات العمل؟", "من 9 إلى 17."), ("Dogs?", "Yes.")]
    body = "".join(fold.format(q=question, a=answer, n=n) for n, (question, answer) in enumerate(asked))
    reading = html.read(f"<html><body><main><h1>Help</h1>{ENOUGH}{body}</main></body></html>".encode(), "x")
    assert [(pair.question, pair.answer) for pair in reading.pairs] == asked


@pytest.mark.parametrize(
    "cards",
    [
        "<div class=c><div>Gull</div><div>79 €</div></div><div class=c><div>Tern</div><div>99 €</div></div>",
        "<div class=c><b>79 €</b><h3>Gull</h3></div><div class=c><b>99 €</b><h3>Tern</h3></div>",
        "<article><h2>Gull</h2><p>79 €</p></article><article><h2>Tern</h2><p>99 €</p></article>",
        "<ul><li><h3>Gull</h3><p>79 €</p></li><li><h3>Tern</h3><p>99 €</p></li></ul>",
    ],
)
def test_two_cards_are_told_apart_and_end(cards: str) -> None:
    reading = html.read(
        f"<html><body><h1>Rooms</h1>{ENOUGH}<div>{cards}</div><p>Quiet.</p></body></html>".encode(), "x"
    )
    assert [(section.heading_path, section.text) for section in reading.sections[1:3]] == [
        (("Gull",), "79 €"),
        (("Tern",), "99 €"),
    ]
    assert reading.sections[-1].text == "Quiet."
    assert reading.sections[-1].heading_path == ()


@pytest.mark.parametrize(
    "script",
    [
        '<!--{"mainEntity":{"@type":"Question","name":"Do you ship?","acceptedAnswer":"Yes & no"}}-->',
        '{"@graph":[{"@type":"Question","name":"Do you ship?","acceptedAnswer":{"@id":"#a"}},'
        '{"@id":"#a","text":"Yes &amp;amp; no"}]}',
        '[{"@type":["Thing","schema:Question"],"name":"<b>Do you ship?</b>",'
        '"acceptedAnswer":[{"text":"&lt;p&gt;Yes & no"}]}]',
    ],
)
def test_declared_questions_are_found_in_each_form(script: str) -> None:
    page = f"<html><body><script type='Application/LD+JSON'>{script}</script><p>Words.</p></body></html>"
    (pair,) = html.read(page.encode(), "x").pairs
    assert (pair.question, pair.answer) == ("Do you ship?", "Yes & no")


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("---\ntitle: X\n...\nLunch.", "Lunch.", "title"),
        ("+++\n[a]\nb = 1\n+++\nLunch.", "Lunch.", "b = 1"),
        ("---\nLunch.\n\n---\n\nDinner.", "Lunch.", "---"),
        ("Lunch[^1].\n\n[^1]: Dinner.", "Dinner.", "[^1]:"),
        ("Lamp ~~$90~~ $70", "Lamp $70", "$90"),
    ],
)
def test_markdown_loses_no_text_to_its_front_matter(text: str, wanted: str, unwanted: str) -> None:
    read = "\n".join(blocks(markdown.read(text.encode(), "x.md")))
    assert wanted in read
    assert unwanted not in read


@pytest.mark.parametrize(
    ("tab", "panel"),
    [
        ("<button role=tab aria-controls=p{n}>{t}</button>", "<div role=tabpanel id=p{n}>{a}</div>"),
        (
            "<li><a role=tab id=t{n} href=#p{n}>{t}</a></li>",
            "<section id=p{n} aria-labelledby=t{n} hidden>{a}</section>",
        ),
        ("<a data-bs-toggle=tab data-bs-target=#p{n}>{t}</a>", "<div id=p{n} style='display:none'><p>{a}</p></div>"),
    ],
)
def test_each_tab_names_its_panel(tab: str, panel: str) -> None:
    names, said = ["We accept", "We do not accept"], ["Passports.", "Library cards."]
    tabs = "".join(tab.format(n=n, t=name) for n, name in enumerate(names))
    panels = "".join(panel.format(n=n, a=text) for n, text in enumerate(said))
    page = f"<html><body><main><h1>Proof</h1>{ENOUGH}<ul class=nav>{tabs}</ul>{panels}</main></body></html>"
    sections = html.read(page.encode(), "x").sections[1:]
    assert [(section.heading_path, section.text) for section in sections] == [
        ((name,), text) for name, text in zip(names, said, strict=True)
    ]


def test_a_heading_with_nothing_below_it_is_not_lost() -> None:
    page = f"<main><h1>Live</h1>{ENOUGH}<h2>Two tracks</h2><h2>Rooms</h2><h3>Ballroom</h3></main>"
    read = html.read(page.encode(), "x").sections
    assert all(any(text in section.text for section in read) for text in ("Two tracks", "Rooms", "Ballroom"))


def test_what_stands_first_on_a_page_without_a_body_is_read() -> None:
    page = b"<title>Shop</title><main><h1>Hours</h1><p>We open at nine.</p></main><a href=/prices>Prices</a>"
    assert [section.text for section in html.read(page, "page").sections] == ["We open at nine."]
