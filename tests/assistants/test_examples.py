"""The builder asks what customers ask, and never lets the exam leak into the training."""

from dataclasses import replace

import pytest

from assistants.examples.alike import alike
from assistants.examples.contexts import Scenes, answer_row, missing_row, wording
from assistants.examples.facts import ask_facts
from assistants.examples.headings import ask_heading
from assistants.examples.off_topic import is_on_topic, off_topic_questions
from assistants.examples.person import as_customer
from assistants.examples.plan import LIMITS, plan
from assistants.examples.records import Candidate, Origin, Row, ShownPassage
from assistants.examples.replay import general
from assistants.examples.select import capped, without_doubles
from assistants.examples.sentences import Asked, ask
from assistants.examples.split import split_by_share, split_documents
from assistants.examples.vocabulary import Vocabulary
from tuning.job.prompt import REFUSAL, citations


@pytest.mark.parametrize(
    ("sentence", "question", "phrase"),
    [
        ("Express delivery costs £9 per parcel.", "What does express delivery cost?", "£9 per parcel"),
        ("Delivery costs 4.95 € for parcels.", "How much does delivery cost for parcels?", "4.95 €"),
        ("Returns are free.", "How much do returns cost?", "free"),
        ("Gift cards are valid for two years.", "How long are gift cards valid?", "two years"),
        ("We are open daily from 9 to 5.", "When are you open?", "daily from 9 to 5"),
        ("Our candles are made of beeswax.", "What are your candles made of?", "beeswax"),
        ("The Oslo lamp is 45 cm tall.", "How tall is the Oslo lamp?", "45 cm"),
        ("You can pay by invoice.", "How can I pay?", "by invoice"),
        ("Sale items cannot be returned.", "Can sale items be returned?", ""),
        ("We do not ship to the Channel Islands.", "Do you ship to the Channel Islands?", ""),
        ("If your parcel is damaged, send us a photo.", "What should I do if my parcel is damaged?", "send us a photo"),
        ("Invoices are due within 14 days.", "When are invoices due?", "within 14 days"),
        ("You can return lamps within 30 days.", "How long do I have to return lamps?", "within 30 days"),
        ("The lead time is 5 weeks.", "What is the lead time?", "5 weeks"),
    ],
)
def test_statements_become_questions(sentence: str, question: str, phrase: str) -> None:
    assert ask(sentence) == Asked(question, phrase)


@pytest.mark.parametrize(
    "sentence",
    [
        "It costs £5.",
        "However, delivery costs £5.",
        "Those cost £5 each.",
        "Does delivery cost £5?",
        "Delivery",
        "with a bank transfer it takes 6 days.",
    ],
)
def test_sentences_that_lean_on_others_are_left_alone(sentence: str) -> None:
    assert ask(sentence) is None


def test_names_keep_their_capital_and_other_words_lose_it() -> None:
    vocabulary = Vocabulary.of("Every parcel from Glowstove is sent by post. Refunds take time; a refund is paid.")
    assert vocabulary.lowered("Glowstove") == "Glowstove"
    assert vocabulary.lowered("Refunds") == "refunds"
    assert vocabulary.lowered("The Oslo lamp") == "the Oslo lamp"
    assert vocabulary.lowered("Paul Baran") == "Paul Baran"


def test_the_business_s_words_become_the_customer_s() -> None:
    assert as_customer("we send you your order") == "you send me my order"
    assert as_customer("you are not at home") == "I am not at home"


def test_tables_specifications_and_hours_become_questions() -> None:
    text = (
        "New rib: Price 9 €; Ready after 2 days\nNew handle: Price 24 €; Ready after 4 days\n"
        "Weight: 640 g\nCloth: Cotton\nOpens: By hand\nSaturday: 9:00 to 16:00\nNib: The metal tip of an umbrella."
    )
    facts = {fact.question: fact.phrase for fact in ask_facts(text, "The Alderman", Vocabulary())}
    assert facts == {
        "How much for new rib?": "9 €",
        "How long does it take: new rib?": "2 days",
        "How much for new handle?": "24 €",
        "How long does it take: new handle?": "4 days",
        "How much does the Alderman weigh?": "640 g",
        "What is the cloth of the Alderman?": "Cotton",
        "How does the Alderman open?": "By hand",
        "When are you open on Saturday?": "9:00 to 16:00",
        "What does Nib mean?": "",
    }


def test_headings_become_questions_unless_they_say_nothing() -> None:
    assert ask_heading("Help › Can I return it?") == "Can I return it?"
    assert ask_heading("Help › How to clean your lamp") == "How do I clean my lamp?"
    assert ask_heading("Overview") is None


def _passage(number: int, text: str = "") -> ShownPassage:
    words = text or f"Item {number} costs {number} €."
    return ShownPassage(id=f"p{number}", document=f"d{number % 10}", title="Prices", url="", text=words)


def _candidate(number: int) -> Candidate:
    passage = _passage(number)
    text = f"Item {number} costs {number} €."
    return Candidate(f"How much is item {number}?", text, f"{number} €", passage, passage["document"], "sentence")


CANDIDATES = [_candidate(number) for number in range(100)]
OTHERS = [_passage(number, f"Nothing about that, part {number}.") for number in (201, 202, 203, 204)]


def planned(candidates: list[Candidate]) -> list[Row]:
    sides = split_documents(candidate.document for candidate in candidates)
    return list(plan(candidates, sides, "phrase", lambda question: OTHERS, lambda done, total: None))


def test_an_answer_in_sentences_begins_with_the_phrase_and_a_pair_keeps_its_own_words() -> None:
    candidate = _candidate(7)
    assert wording(candidate, "phrase") == "7 €"
    assert wording(candidate, "sentence") == wording(candidate, "paragraph") == "7 €. Item 7 costs 7 €."
    pair = replace(candidate, phrase="", sentence="Seven euros, as always.")
    assert {wording(pair, style) for style in ("phrase", "sentence", "paragraph")} == {"Seven euros, as always."}


def test_a_split_never_cuts_a_document_and_every_side_gets_some() -> None:
    documents = [f"page {number}" for number in range(20) for _ in range(number + 1)]
    sides = split_documents(documents)
    rows = [sides[document] for document in documents]
    assert set(rows) == {"train", "valid", "exam"}
    assert 0.6 < rows.count("train") / len(rows) < 0.8
    assert 0.1 < rows.count("exam") / len(rows) < 0.3
    assert split_documents(reversed(documents)) == sides


def test_three_documents_fill_three_sides() -> None:
    assert set(split_documents(["a", "b", "c"]).values()) == {"train", "valid", "exam"}


def test_a_plan_keeps_every_document_on_one_side() -> None:
    rows = planned(CANDIDATES)
    sides: dict[str, set[str]] = {}
    for row in rows:
        if row.document:
            sides.setdefault(row.document, set()).add(row.split)
    assert len(sides) == 10
    assert all(len(splits) == 1 for splits in sides.values())


def test_a_plan_has_refusals_and_its_exam_is_answered_from_live_passages() -> None:
    rows = planned(CANDIDATES)
    training = [row for row in rows if row.split == "train"]
    share = sum(row.kind == "refusal" for row in training) / len(training)
    assert 0.1 < share < 0.3
    exam = [row for row in rows if row.split == "exam"]
    assert sum(row.origin == "off_topic" for row in exam) == 20
    assert not any(row.origin == "missing" for row in exam)


def test_every_answer_cites_the_passage_that_holds_it() -> None:
    scenes = Scenes(lambda question: OTHERS)
    rows = [answer_row(candidate, "train", "phrase", scenes) for candidate in CANDIDATES]
    for candidate, row in zip(CANDIDATES, rows, strict=True):
        (place,) = citations(row.answer, len(row.passages))
        assert row.passages[place - 1] == candidate.passage
    assert {row.answer[-2] for row in rows} == {"1", "2", "3"}


def test_questions_about_one_passage_share_what_is_shown_for_a_while() -> None:
    scenes = Scenes(lambda question: OTHERS)
    one = CANDIDATES[7]
    shown = [scenes.of(replace(one, question=f"Question {number}?")) for number in range(12)]
    assert all(passages is shown[0] for passages in shown[:6])
    assert all(passages is shown[6] for passages in shown[6:])
    assert shown[0] is not shown[6]


def test_a_question_without_its_passage_is_refused_unless_another_passage_answers_it() -> None:
    row = missing_row(CANDIDATES[7], "train", lambda question: OTHERS)
    assert row is not None
    assert row.answer == REFUSAL
    assert CANDIDATES[7].passage not in row.passages
    same = [_passage(9, "Prices: item 7 costs 7 €")]
    assert missing_row(CANDIDATES[7], "train", lambda question: same) is None


def test_near_copies_are_asked_once_wherever_they_stand() -> None:
    copy = Candidate("How much is item 7 ?", "It is 7.", "7", _passage(8), "another page", "heading")
    assert without_doubles([copy, CANDIDATES[7]]) == [CANDIDATES[7]]


def test_no_document_drowns_the_others() -> None:
    many = [Candidate(f"Question {number}?", "a", "", _passage(1), "large", "sentence") for number in range(50)]
    few = [Candidate(f"Other {number}?", "b", "", _passage(2), "small", "sentence") for number in range(5)]
    assert sum(one.document == "small" for one in capped([*many, *few], 10)) == 5


def test_a_large_document_gives_way_once_a_set_has_enough_of_it() -> None:
    many = [Candidate(f"Question {number}?", "a", "", _passage(1), "large", "pair") for number in range(80)]
    few = [Candidate(f"Other {number}?", "b", "", _passage(2), f"small {number}", "pair") for number in range(20)]
    assert sum(one.document == "large" for one in capped([*many, *few], 340)) == 40


@pytest.mark.parametrize(("origin", "most"), [("generated", 100), ("heading", 30), ("conversation", 60), ("pair", 100)])
def test_no_origin_drowns_the_others_but_the_business_s_own_words(origin: Origin, most: int) -> None:
    made = [replace(_candidate(number), origin=origin, document=f"m{number}") for number in range(100)]
    own = [replace(_candidate(number), origin="faq", document=f"o{number}") for number in range(100)]
    assert sum(one.origin == origin for one in capped([*made, *own], 340)) == most


def test_a_sentence_may_answer_two_questions_by_different_spans() -> None:
    weight = Candidate("How heavy is the Oslo lamp?", "The Oslo lamp: 2 kg, 89 €.", "2 kg", _passage(1), "d", "fact")
    price = replace(weight, question="What must I pay for the Oslo lamp?", phrase="89 €", origin="generated")
    again = replace(price, question="What is the price of the Oslo lamp?")
    assert without_doubles([weight, price, again]) == [weight, price]


def test_what_the_live_version_has_answered_already_is_never_an_exam_question() -> None:
    talks = [replace(_candidate(number), origin="conversation", document=f"d{number % 10}") for number in range(30)]
    rows = planned([*talks, *CANDIDATES[60:]])
    origins = {split: {row.origin for row in rows if row.split == split} for split in ("train", "exam")}
    assert origins["train"] >= {"conversation", "sentence"}
    assert origins["exam"] == {"sentence", "off_topic"}


def test_a_document_that_no_rule_asks_about_is_trained_on() -> None:
    extra = replace(_candidate(3), question="Anything new?", document="unheard", origin="generated")
    sides = split_documents(candidate.document for candidate in CANDIDATES)
    rows = plan([*CANDIDATES, extra], sides, "phrase", lambda question: OTHERS, lambda done, total: None)
    assert {row.split for row in rows if row.document == "unheard"} == {"train"}


def test_some_general_talk_is_rehearsed_and_not_examined() -> None:
    rows = [row for row in planned(CANDIDATES) if row.kind == "replay"]
    assert 0 < len(rows) <= 0.05 * len(CANDIDATES)
    assert {(row.split, row.origin, len(row.passages)) for row in rows} == {("train", "replay", 0)}
    assert all(row.question and row.answer and not citations(row.answer, 9) for row in rows)


def test_general_talk_is_told_apart_and_complete() -> None:
    assert len({question for question, _ in general()}) == len(general()) >= 0.04 * LIMITS["train"]


WORDS = [f"{stem}{end}" for stem in ("lamp", "shade", "bulb", "cord") for end in ("ed", "er", "ing", "less")]


def _page(document: str, number: int, text: str) -> ShownPassage:
    return ShownPassage(id=f"{document}/{number}", document=document, title="", url="", text=text)


def test_a_page_and_its_print_version_stand_on_one_side() -> None:
    text = " ".join(WORDS)
    pages = [_page("page", 0, text), _page("print", 0, f"Print: {text}"), _page("other", 0, text.replace("e", "x"))]
    assert alike(pages) == {"print": "page"}
    for seed in range(20):
        documents = ["page", "print", *(f"{seed} {number}" for number in range(8))]
        sides = split_documents(documents, alike(pages))
        assert sides["print"] == sides["page"]


def test_a_footer_on_every_page_ties_none_together() -> None:
    footer = " ".join(WORDS)
    pages = [_page(name, 0, footer) for name in "abc"]
    pages += [_page(name, 1, " ".join(f"{word}{name}" for word in WORDS)) for name in "abc"]
    assert alike(pages) == {}
    assert alike([_page("a", 0, "Add to cart"), _page("b", 0, "Add to cart")]) == {}


def test_off_topic_questions_are_many_different_and_on_both_sides() -> None:
    questions = off_topic_questions()
    assert len(set(questions)) == len(questions) >= 150
    sides = [split_by_share(question) for question in questions]
    assert sides.count("exam") >= 20
    assert sides.count("train") >= 60


def test_a_question_that_a_passage_may_answer_is_not_off_topic() -> None:
    assert is_on_topic("How tall is Mount Kilimanjaro?", ["Mount Kilimanjaro is a tall mountain."])
    assert not is_on_topic("How tall is Mount Kilimanjaro?", ["Our lamps are tall."])
