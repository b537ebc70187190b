"""Files of a program that moves here: OpenAI's chat JSONL about Alice's lamps."""

import json

ANSWERED = {
    "How long can I return unused items?": "You can return unused items within 30 days of delivery.",
    "What does express delivery cost?": "Express delivery costs 9 €.",
    "Where are your lamps made?": "Our lamps are made in Portugal.",
}


def conversation(question: str, answer: str) -> dict[str, object]:
    return {
        "messages": [
            {"role": "system", "content": "You sell lamps."},
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer},
        ]
    }


def jsonl(count: int = 40) -> bytes:
    """`count` different conversations; the first ones stand on Alice's pages, the others nowhere."""
    rows = [conversation(question, answer) for question, answer in ANSWERED.items()]
    rows += [
        conversation(f"Is lamp {number} in the shop?", f"Yes, lamp number {number} is in the shop.")
        for number in range(len(rows), count)
    ]
    return "\n".join(map(json.dumps, rows)).encode()
