"""Examples into token rows. Only the answer and its end token are supervised; the context may shrink, they may not.

A reading row is all answer: every token but the first, which nothing predicts, is supervised.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from transformers import PreTrainedTokenizerBase

from tuning.job import asking, tasks
from tuning.job.errors import ExampleError
from tuning.job.methods import ANSWERING
from tuning.job.prompt import AssistantPrompt, Message, PromptPassage, citations, messages
from tuning.job.records import Example, Kind, Passage

Encode = Callable[[Sequence[PromptPassage]], list[int]]


@dataclass(frozen=True, slots=True)
class Row:
    """`tokens[prompt:]` are supervised: the answer and the end-of-turn token."""

    id: str
    tokens: list[int]
    prompt: int
    shortened: bool


@dataclass(frozen=True, slots=True)
class RowBuilder:
    """Renders examples with the shared prompt and the model's chat template, within `max_tokens`."""

    tokenizer: PreTrainedTokenizerBase
    assistant: AssistantPrompt
    passages: Mapping[str, Passage]
    max_tokens: int

    def row(self, example: Example) -> Row:
        """The example as tokens; raises ExampleError naming it when it cannot be trained on."""
        passages = self._passages(example)
        if example.kind == "reading":
            return self._reading(example, passages)
        answer = self._answer(example)
        room = self.max_tokens - len(answer)

        def encode(chosen: Sequence[PromptPassage]) -> list[int]:
            return self._prompt(example, chosen)

        prompt = encode(passages)
        shortened = len(prompt) > room
        if shortened:
            prompt = self._fit(example, passages, encode, room)
        return Row(example.id, prompt + answer, len(prompt), shortened)

    def _reading(self, example: Example, passages: Sequence[PromptPassage]) -> Row:
        text: list[int] = self.tokenizer.encode(tasks.reading_text(passages), add_special_tokens=False)
        if not text:
            raise ExampleError(f"The reading row {example.id!r} has no text.", "Give it a passage or remove it.")
        # The end token stands between documents, so it also begins one.
        tokens = [self.tokenizer.eos_token_id, *text, self.tokenizer.eos_token_id]
        if len(tokens) > self.max_tokens:
            raise ExampleError(
                f"The reading row {example.id!r} has {len(tokens)} tokens, more than {self.max_tokens}.",
                "Cut its passage into several, or raise train.max_tokens.",
            )
        return Row(example.id, tokens, 1, False)

    def _answer(self, example: Example) -> list[int]:
        text = example.answer.strip()
        tokens: list[int] = self.tokenizer.encode(text, add_special_tokens=False)
        if not text or not tokens:
            raise ExampleError(
                f"The example {example.id!r} has an empty answer, so nothing in it can be learned.",
                "Write its answer or remove the example.",
            )
        return [*tokens, self.tokenizer.eos_token_id]

    def _passages(self, example: Example) -> list[PromptPassage]:
        unknown = [name for name in example.passages if name not in self.passages]
        if unknown:
            raise ExampleError(
                f"The example {example.id!r} names the passage {unknown[0]!r}, which passages.jsonl does not hold.",
                "Add the passage or remove its id from the example.",
            )
        found = (self.passages[name] for name in example.passages)
        return [PromptPassage(passage.title, passage.text) for passage in found]

    def _prompt(self, example: Example, passages: Sequence[PromptPassage]) -> list[int]:
        chat = self._chat(example, passages)
        turns = [dict[str, str](role=turn["role"], content=turn["content"]) for turn in chat]
        text = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        tokens: list[int] = self.tokenizer.encode(str(text), add_special_tokens=False)
        return tokens

    def _chat(self, example: Example, passages: Sequence[PromptPassage]) -> list[Message]:
        if example.kind == "replay":
            # It rehearses what the base could do before, so it is shown without the assistant's instructions.
            return [Message(role="user", content=example.question)]
        if example.kind == "questions":
            return asking.messages(_only(passages, example), len(asking.read(example.answer)))
        assistant = example.assistant or self.assistant
        if example.kind == "intent":
            return tasks.intent_messages(assistant, example.question)
        if example.kind == "tone":
            return tasks.tone_messages(assistant, passages, example.question)
        history = [Message(role=turn.role, content=turn.content) for turn in example.history]
        return messages(assistant, passages, example.question, history)

    def _fit(self, example: Example, passages: list[PromptPassage], encode: Encode, room: int) -> list[int]:
        """Shortens passages from the last to the first, those that the answer cites after the others."""
        cited = citations(example.answer, len(passages))
        for number in sorted(range(len(passages), 0, -1), key=lambda number: number in cited):
            excess = len(encode(passages)) - room
            if excess <= 0:
                break
            passages[number - 1] = self._shorten(passages[number - 1], excess)
            while passages and not passages[-1].text and len(passages) not in cited:
                passages.pop()
        prompt = encode(passages)
        if len(prompt) > room:
            raise ExampleError(
                f"The example {example.id!r} does not fit into {self.max_tokens} tokens even without passages.",
                "Shorten its question or answer, or raise train.max_tokens.",
            )
        return prompt

    def _shorten(self, passage: PromptPassage, excess: int) -> PromptPassage:
        tokens = self.tokenizer.encode(passage.text, add_special_tokens=False)
        # Cut at a word, a few tokens early: text tokenises differently beside other text.
        kept = str(self.tokenizer.decode(tokens[: max(0, len(tokens) - excess - 4)]))
        return replace(passage, text=kept.rpartition(" ")[0])


def _only(passages: Sequence[PromptPassage], example: Example) -> PromptPassage:
    if len(passages) != 1:
        number = len(passages) or "no"
        raise ExampleError(
            f"The example {example.id!r} shows {number} passage{'s' if passages else ''}; it can ask about one only.",
            "Name the one passage that its answers stand in, and keep the row short enough to show it.",
        )
    return passages[0]


def rows(
    builder: RowBuilder, examples: Sequence[Example], split: str, kinds: Collection[Kind] = ANSWERING
) -> list[Row]:
    """The rows of one split that are of these kinds, in the file's order."""
    return [builder.row(example) for example in examples if example.split == split and example.kind in kinds]
