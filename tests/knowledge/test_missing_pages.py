"""Pages that say “not found” and answer 200 are left out, and no others."""

import pytest

from knowledge.crawling import Budget, Page, crawl
from knowledge.crawling.not_found import says_not_found
from knowledge.egress import Egress
from tests.knowledge.website import Website, send

SHARED = "This page is about the things that we sell and do in our little town by the sea, all through the year."
MENU = "<nav><a href='/'>Start</a> <a href='/prices'>Prices</a></nav>"


def walked(website: Website) -> dict[str, str]:
    """What came of each page: its text, or the code of why there is none."""
    with Egress(seconds=5) as egress:
        pages = list(crawl(egress, website.url, Budget(pages=20)))
    return {page.url.removeprefix(website.url): outcome(page) for page in pages}


def outcome(page: Page) -> str:
    if page.error or page.outcome.unreadable:
        return (page.error or page.outcome.unreadable).code
    return "read"


def html(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{MENU}<main>{body}</main></body></html>"


def shop(website: Website) -> None:
    links = "<a href='/prices'>1</a><a href='/gone/7'>2</a><a href='/old-page?id=3'>3</a><a href='/hours'>4</a>"
    website.put("/", html("Shop", f"<h1>Shop</h1><p>{SHARED}</p>{links}"))
    website.put("/prices", html("Prices", f"<h1>Prices</h1><p>A cut costs 22 euros.</p><p>{SHARED}</p>"))
    website.put("/hours", html("Hours", f"<h1>Hours</h1><p>9 to 18.</p><p>{SHARED}</p>"))
    website.fail("/robots.txt", 404)
    website.fail("/sitemap.xml", 404)


@pytest.mark.parametrize(
    "page",
    [
        html("Shop", f"<h1>Hoppla!</h1><p>Das war wohl nichts.</p><p>{SHARED}</p>"),
        html("Shop", f"<p>{SHARED}</p><p>Leider gibt es hier nichts zu sehen, bitte gehe zurück zum Anfang.</p>"),
        html(
            "Ups",
            "<h1>Ups</h1><p>Nothing at {path}. Try one of these:</p><ul><li>Item {n}</li><li>Offer {n}9</li></ul>",
        ),
        html("Ups", "<h1>Ups</h1><p>Request 3f2a99b{n}d1c0e at 12:0{n}:07 for {path} gave nothing.</p>"),
        html("Page not found – Shop", "<h1>Shop</h1><p>Item {n}, and other things: lamp number {n}.</p>"),
        "<html><head><title>Shop</title></head><body><p>Sorry, we couldn't find that page ({n}).</p></body></html>",
    ],
)
def test_a_page_that_is_answered_to_every_address_is_left_out(website: Website, page: str) -> None:
    shop(website)
    count = iter(range(1, 100))

    def answered(request) -> None:
        body = page.replace("{path}", request.path).replace("{n}", str(next(count)))
        send(request, 200, body.encode(), {"Content-Type": "text/html; charset=utf-8"})

    website.pages["*"] = answered
    assert walked(website) == {
        "/": "read", "/prices": "read", "/gone/7": "soft_404", "/old-page?id=3": "soft_404", "/hours": "read"
    }  # fmt: skip


def test_one_missing_page_of_a_site_that_knows_404_is_told_by_its_words(website: Website) -> None:
    shop(website)
    website.put("/gone/7", html("Shop", "<h1>Seite nicht gefunden</h1><p>Zurück zum Anfang.</p>"))
    website.put("/old-page?id=3", html("404 | Shop", "<h1>Shop</h1><p>Back to the start.</p>"))
    found = walked(website)
    assert (found["/gone/7"], found["/old-page?id=3"]) == ("soft_404", "soft_404")


def test_a_site_that_answers_everything_with_its_first_page_or_sends_us_there_is_read(website: Website) -> None:
    shop(website)
    website.pages["*"] = website.pages["/"]
    assert {walked(website)[path] for path in ("/", "/prices", "/hours")} == {"read"}
    website.redirect("*", "/")
    assert walked(website) == {"/": "read", "/prices": "read", "/hours": "read"}


def test_pages_that_share_most_of_their_words_with_the_missing_one_are_read(website: Website) -> None:
    shop(website)
    website.put("*", html("Shop", f"<p>{SHARED}</p><p>Nothing is here.</p>"))
    website.put("/prices", html("Shop", f"<p>{SHARED}</p><p>A cut costs 22.</p>"))
    website.put("/hours", html("Shop", f"<p>{SHARED}</p><p>9 to 18.</p>"))
    found = walked(website)
    assert (found["/prices"], found["/hours"], found["/gone/7"]) == ("read", "read", "soft_404")


@pytest.mark.parametrize(
    "title",
    [
        "Page not found", "404", "404: This page could not be found.", "Error 404 (Not Found)!!1",
        "Acme – Page not found",
        "Oops! That page can’t be found.", "Sorry, the page you are looking for could not be found.",
        "We can't find the page you're looking for", "The requested URL was not found on this server",
        "This content isn't available right now", "Die angeforderte Seite konnte leider nicht gefunden werden",
        "Ups, diese Seite gibt es nicht", "Page introuvable", "La página que buscas no existe", "Pagina non trovata",
        "Página não encontrada", "Pagina niet gevonden", "Strona nie istnieje", "Страница не найдена",
        "Sidan finns inte",
        "ページが見つかりません", "页面不存在", "페이지를 찾을 수 없습니다", "الصفحة غير موجودة",
        "Sayfa bulunamadı",
    ],
)  # fmt: skip
def test_websites_say_it_in_many_ways(title: str) -> None:
    assert says_not_found(title)


@pytest.mark.parametrize(
    "title",
    [
        "Peugeot 404", "Room 404 | Hotel", "Lost and found", "What to do if your order is not found",
        "Can't find your size?", "Payment not found: what to do", "Product availability",
        "How we find the page for you", "Missing parts", "",
        "Page not found?", "Not your average bakery",
    ],
)  # fmt: skip
def test_a_few_of_the_same_words_say_something_else(title: str) -> None:
    assert not says_not_found(title)
