export default "8dda7a\nDołącz plik\nMożesz dołączyć plik: PDF, Word, tekst, Markdown, CSV lub obraz, do {n} MB.\nWysyłanie {name}…\nAnuluj\nZamknij\nUdało się odczytać tylko początek."
