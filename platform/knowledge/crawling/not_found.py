"""How websites say that there is no such page, in the languages of the chat and some more."""

import re

_PAGE = r"(?:(?:the|this|that|your|requested) )*(?:page|file|document|content|resource|url|product|article|item)"
_SEITE = r"(?:(?:die|diese|angeforderte|gesuchte) )*seite"
_PHRASES = (
    rf"(?:{_PAGE} )?(?:(?:was|is|has|could|can) ?)?not (?:be |been )?found(?: here)?",
    rf"(?:we )?(?:could not|couldn.t|can.?t|can ?not|did not|didn.t) find {_PAGE}.*",
    rf"(?:{_PAGE}|it) (?:does not|doesn.t|no longer) exists?.*",
    rf"{_PAGE} (?:is )?(?:missing|not available|unavailable|no longer available)",
    rf"(?:no such|missing) {_PAGE}|nothing (?:was )?found(?: here)?",
    rf"{_SEITE} (?:wurde |konnte )?(?:leider )?nicht (?:gefunden|vorhanden|verfügbar)(?: werden)?",
    rf"{_SEITE} (?:existiert|gibt es) (?:leider )?nicht(?: mehr)?|nicht gefunden",
    r"(?:la |cette )?page (?:demandée |recherchée )?(?:est )?(?:introuvable|non trouvée|inexistante)",
    r"(?:la |cette )?page (?:demandée |recherchée )?n.existe (?:pas|plus)",
    r"(?:la )?página (?:solicitada )?no (?:encontrada|existe|disponible|se encuentra|se encontró|fue encontrada)",
    r"no se (?:ha encontrado|encontró|encuentra|pudo encontrar) la página.*|no encontrad[oa]",
    r"(?:la )?pagina (?:richiesta )?(?:non (?:è stata )?trovata|non esiste|inesistente)",
    r"(?:a )?página (?:solicitada )?não (?:foi )?(?:encontrada|existe)",
    r"(?:de |deze )?pagina (?:(?:is |kan )?niet gevonden(?: worden)?|kon niet worden gevonden|bestaat niet(?: meer)?)",
    r"nie znaleziono (?:takiej )?strony|(?:ta )?strona nie (?:została znaleziona|istnieje)",
    r"sidan (?:kunde inte hittas|hittades inte|finns inte)",
    r"siden (?:blev |ble )?ikke (?:fundet|funnet)|fant ikke siden",
    r"sivua ei (?:löydy|löytynyt)|(?:stránka (?:nenalezena|nebyla nalezena|neexistuje|sa nenašla))",
    r"az oldal nem található|pagina nu (?:a fost găsită|există)|sayfa bulunamadı",
    r"страница не (?:найдена|существует)|сторінк[ау] не (?:знайдено|існує)|η σελίδα δεν (?:βρέθηκε|υπάρχει)",
    r"(?:お探しの)?ページ(?:が|は)(?:見つかりません(?:でした)?|存在しません)",
    r"(?:页面|頁面)(?:不存在|未找到|找不到|沒有找到)|(?:找不到|未找到)(?:该|此|您访问的|您要的)?(?:页面|頁面|网页|網頁)",
    r"페이지를 찾을 수 없습니다",
    r"الصفحة (?:غير موجودة|المطلوبة غير موجودة)|لم يتم العثور على الصفحة",
    r"(?:הדף|העמוד) לא נמצא",
)
_NUMBER = r"(?:(?:http|error|fehler|erreur|errore|erro|ошибка|status|code) )*404(?: (?:error|fehler|page))?"
_NUMBER_ALONE = re.compile(_NUMBER, re.I)
_SAYS_SO = re.compile(
    rf"(?:{_NUMBER},? )?(?:(?:sorry|oops|whoops|ups|hoppla),? )?(?:{'|'.join(_PHRASES)})(?:,? {_NUMBER})?", re.I
)
_ENDS = re.compile(r"\s[|–—·:»-]+\s|[.!:…]+(?:\s|$)|[()]")


def says_not_found(title: str) -> bool:
    """True if a title or heading, or a part of it, says nothing else. The number alone has to come first: it may be the
    name of a product."""
    parts = [part.strip(" -!?.,…") for part in _ENDS.split(title)]
    parts = [part for part in parts if part]
    return any(map(_SAYS_SO.fullmatch, parts)) or bool(parts and _NUMBER_ALONE.fullmatch(parts[0]))
