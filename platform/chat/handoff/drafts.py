"""What the bot would say, for an agent to read, change and send, or not: it is stored nowhere."""

from django.conf import settings

from assistants.answers import LIVE, Prepared, compose
from chat.asker import asker_of
from chat.errors import BadRequest, ChatError
from chat.failures import code_of, described
from chat.models import Conversation, Message
from chat.threads import in_thread
from chat.turns import history
from serving.client import ChatRequest, Completion, Engine, EngineError


async def propose(conversation: Conversation) -> str:
    """An answer to the visitor's last message, without citation marks; empty when the bot knows nothing about it.

    Raises BadRequest before the first question, ChatError when the engine does not answer.
    """
    prepared = await in_thread(_prepared, conversation)
    done = await _written(prepared.request) if prepared.request else Completion("", "stop")
    answer = prepared.read(done.text, cut=done.finish_reason == "length")
    return "" if answer.refused else answer.plain


async def _written(request: ChatRequest) -> Completion:
    try:
        async with Engine(settings.ENGINE_URL, timeout=settings.ENGINE_TIMEOUT) as engine:
            return await engine.complete(request)
    except EngineError as error:
        said = described(code_of(error))
        raise ChatError(said["message"], said["hint"], code=said["code"], status=503) from error


def _prepared(conversation: Conversation) -> Prepared:
    asked = conversation.messages.filter(role=Message.Role.VISITOR, attachment=None).order_by("-created_at").first()
    if asked is None:
        raise BadRequest("The visitor has not asked anything yet.", "Wait for a question, then ask for a draft.")
    assistant = conversation.assistant
    return compose(assistant, asked.text, history(conversation), LIVE, asker_of(assistant, conversation))
