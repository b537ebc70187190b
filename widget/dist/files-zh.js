export default "8dda7a\n添加文件\n可添加文件：PDF、Word、文本、Markdown、CSV 或图片，最大 {n} MB。\n正在发送 {name}…\n取消\n关闭\n仅读取了开头部分。"
