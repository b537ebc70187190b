"""What the model reads in the tasks beside answering: no visitor asks for them, they are there for what they teach."""

from collections.abc import Sequence

from tuning.job.prompt import AssistantPrompt, Message, PromptPassage, clean


def intent_messages(assistant: AssistantPrompt, question: str) -> list[Message]:
    """The chat whose answer names what a customer's message is about."""
    return [_who(assistant), Message(role="user", content=f"What is this message about?\n{clean(question)}")]


def tone_messages(assistant: AssistantPrompt, passages: Sequence[PromptPassage], question: str) -> list[Message]:
    """The chat whose answer says in the business's own words what the passages say."""
    notes = "\n".join(clean(passage.text) for passage in passages)
    asked = f"Say it in our words.\n{notes}\n\nQuestion: {clean(question)}"
    return [_who(assistant), Message(role="user", content=asked)]


def reading_text(passages: Sequence[PromptPassage]) -> str:
    """Passages as plain text, without any instruction: every token of it is learned."""
    return "\n\n".join(f"{clean(passage.title)}\n{clean(passage.text)}".strip() for passage in passages)


def _who(assistant: AssistantPrompt) -> Message:
    who = f"You are {clean(assistant.name)}, the assistant of {clean(assistant.business)}. {clean(assistant.persona)}"
    return Message(role="system", content=who.strip())
