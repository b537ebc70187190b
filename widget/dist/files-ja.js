export default "8dda7a\nファイルを添付\n添付できるファイル: PDF、Word、テキスト、Markdown、CSV、画像（{n} MBまで）。\n{name} を送信中…\nキャンセル\n閉じる\n先頭部分のみ読み取りました。"
