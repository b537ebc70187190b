export default "8dda7a\nإرفاق ملف\nيمكنك إرفاق ملف: PDF أو Word أو نص أو Markdown أو CSV أو صورة، حتى {n} ميغابايت.\nجارٍ إرسال {name}…\nإلغاء\nإغلاق\nلم يُقرأ سوى البداية."
