"""How websites say that there is no such page, in the languages of the chat and some more."""

import re

_PAGE = r"(?:(?:the|this|that|your|requested) )*(?:page|file|document|content|resource|url|address)"
_ITEM = r"(?:(?:the|this|that|your|requested) )*(?:product|article|item|category|post)"
# “… that you are looking for …”, and its like in the languages of Western Europe
_WANTED = r"(?: (?:(?:that |which )?(?:you|we)|que|qui|qu.il|che|die|der|som)\b.{1,40}?)?"
_NOT = r"(?:(?:was|is|has|could|can) ?(?:not|n.t)|can.t|not)"
_SEITE = r"(?:(?:die|diese|angeforderte|gewünschte|gesuchte) )*(?:seite|kategorie|datei|inhalte?|produkt|artikel)"
_PHRASES = (
    rf"(?:(?:{_PAGE}|{_ITEM}){_WANTED} )?{_NOT} (?:be |been )?(?:found|located)\b.*",
    rf"(?:{_PAGE}|{_ITEM}|it){_WANTED} (?:does not|doesn.t|no longer) exists?\b.*",
    rf"{_PAGE}{_WANTED} (?:is )?(?:{_NOT} available|missing|unavailable|no longer available)\b.*",
    rf"(?:we )?(?:could not|couldn.t|can.?t|can ?not|did not|didn.t) find (?:{_PAGE}|{_ITEM})\b.*",
    rf"(?:no such|missing) {_PAGE}|nothing (?:was )?found(?: here)?",
    rf"{_SEITE}{_WANTED} (?:wurde |konnte |ist )?(?:leider )?nicht (?:gefunden|vorhanden|verfügbar)(?: werden)?",
    rf"{_SEITE}{_WANTED} (?:existiert|gibt es) (?:leider )?nicht(?: mehr)?|nicht gefunden",
    rf"(?:la |cette )?page{_WANTED} (?:demandée |recherchée )?(?:est )?(?:introuvable|non trouvée|inexistante)",
    rf"(?:la |cette )?page{_WANTED} (?:demandée |recherchée )?n.existe (?:pas|plus)",
    r"nous n.avons pas trouvé (?:la|cette) page",
    rf"(?:la |esta )?página{_WANTED} (?:solicitada )?no (?:encontrada|existe|disponible|se encuentra|se encontró)\b.*",
    r"no se (?:ha encontrado|encontró|encuentra|pudo encontrar) la página.*|no hemos encontrado (?:la|esta) página.*",
    rf"(?:la |questa )?pagina{_WANTED} (?:richiesta )?(?:non (?:è stata )?trovata|non esiste|inesistente)\b.*",
    rf"(?:a |esta )?página{_WANTED} (?:solicitada )?não (?:foi )?(?:encontrada|existe)\b.*",
    rf"(?:de |deze )?pagina{_WANTED} (?:(?:is |kan )?niet gevonden(?: worden)?|bestaat niet.*)",
    r"nie znaleziono (?:takiej )?strony|(?:ta )?strona nie (?:została znaleziona|istnieje)",
    rf"sidan{_WANTED} (?:kunde inte hittas|hittades inte|finns inte)",
    rf"siden{_WANTED} (?:blev |ble )?ikke (?:fundet|funnet)|fant ikke siden",
    r"sivua ei (?:löydy|löytynyt)|stránka (?:nenalezena|nebyla nalezena|neexistuje|sa nenašla)",
    r"az oldal nem található|pagina nu (?:a fost găsită|există)|(?:aradığınız )?sayfa bulunamadı",
    r"(?:такая )?страница не (?:найдена|существует)|сторінк[ау] не (?:знайдено|існує)|η σελίδα δεν (?:βρέθηκε|υπάρχει)",
    r".{0,20}ページ(?:が|は)(?:見つかりません(?:でした)?|存在しません)",
    r".{0,9}(?:页面|頁面|网页|網頁)(?:不存在|未找到|找不到|沒有找到)|.{0,9}(?:找不到|未找到|无法找到).{0,9}(?:页面|頁面|网页|網頁)",
    r".{0,9}페이지를 찾을 수 없습니다",
    r"الصفحة (?:غير موجودة|المطلوبة غير موجودة)|لم يتم العثور على الصفحة",
    r"(?:הדף|העמוד) לא נמצא|không tìm thấy trang|halaman tidak ditemukan|ไม่พบหน้า.*",
)
_NUMBER = r"(?:(?:http|error|fehler|erreur|errore|erro|ошибка|status|code) )*404(?: (?:error|fehler|page))*"
_NUMBER_ALONE = re.compile(_NUMBER, re.I)
_FIRST = r"(?:(?:sorry|oops|ooops|whoops|ups|uups|uuups|hoppla|hmm|uh oh|oh no),? )?"
_SAYS_SO = re.compile(rf"{_FIRST}(?:{_NUMBER},? )?(?:{'|'.join(_PHRASES)})(?:,? {_NUMBER})?", re.I)
_ENDS = re.compile(r"\s[|–—·:»-]+\s|[.!:…]+(?:\s|$)|[()]")


def says_not_found(title: str) -> bool:
    """True if a title or heading, or a part of it, says nothing else. The number alone has to come first: it may be the
    name of a product."""
    parts = [part.strip(" -!.,…") for part in _ENDS.split(title)]
    parts = [part for part in parts if part and not part.endswith("?")]
    return any(map(_SAYS_SO.fullmatch, parts)) or bool(parts and _NUMBER_ALONE.fullmatch(parts[0]))
