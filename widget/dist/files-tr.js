export default "8dda7a\nDosya ekle\nDosya ekleyebilirsiniz: PDF, Word, metin, Markdown, CSV veya resim, en fazla {n} MB.\n{name} gönderiliyor…\nVazgeç\nKapat\nYalnızca başı okunabildi."
