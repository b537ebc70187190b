"""The engine protocol on the server's side: requests read strictly, answers in OpenAI's shapes."""
