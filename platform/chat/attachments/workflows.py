"""Taking a visitor's file into the conversation, and finding it again for its visitor."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from chat.attachments import budget
from chat.attachments.arriving import Sent
from chat.attachments.errors import FilesOff
from chat.attachments.reading import Text
from chat.errors import Unknown
from chat.handoff import bell
from chat.handoff.happenings import append
from chat.handoff.moves import move
from chat.handoff.states import SILENT, Act, State
from chat.models import AttachedPassage, Attachment, Conversation, Happening, Message, settings_of
from chat.session import Session
from chat.turns import thread_of
from tenants.scope import current_tenant


def known(session: Session, file: Sent) -> Attachment | None:
    """The same file, if it is in the conversation already. Raises FilesOff, FilesFull, FilesSpent for a new one."""
    if not settings_of(session.assistant).files:
        raise FilesOff
    conversation = session.conversation()
    same = conversation.attachments.filter(sha256=file.sha256) if conversation else Attachment.objects.none()
    if found := same.first():
        return found
    budget.check(session.assistant, conversation)
    return None


@transaction.atomic
def attach(session: Session, file: Sent, text: Text) -> Attachment:
    """Stores the file, its passages and the message that shows it; the same file a second time stays one.

    Raises FilesFull, FilesSpent.
    """
    conversation = thread_of(session)
    if same := conversation.attachments.filter(sha256=file.sha256).first():
        return same
    budget.check(session.assistant, conversation)
    if conversation.state == State.CLOSED:
        move(conversation, Act.REOPEN, reason="visitor")
    attachment = Attachment(conversation=conversation, name=file.name, content_type=file.sort.content_type)
    attachment.size, attachment.sha256, attachment.partly = len(file.data), file.sha256, text.partly
    attachment.file.save(file.name, ContentFile(file.data), save=False)
    try:
        return _taken_in(attachment, text)
    except BaseException:
        # No row names it, so nobody would ever remove it.
        attachment.file.delete(save=False)
        raise


def _taken_in(attachment: Attachment, text: Text) -> Attachment:
    conversation = attachment.conversation
    attachment.message = Message.objects.create(
        conversation=conversation, role=Message.Role.VISITOR, text=attachment.name
    )
    attachment.save()
    AttachedPassage.objects.bulk_create(_passages(attachment, text))
    _tell(conversation, attachment.message)
    return attachment


def _passages(attachment: Attachment, text: Text) -> list[AttachedPassage]:
    return [
        AttachedPassage(
            tenant=current_tenant(),
            attachment=attachment,
            position=position,
            heading=draft.heading,
            text=draft.text,
            vector=embedded.vector,
            sentence_vectors=embedded.sentence_vectors,
        )
        for position, (draft, embedded) in enumerate(zip(text.drafts, text.embedded, strict=True))
    ]


def _tell(conversation: Conversation, message: Message) -> None:
    if conversation.state in SILENT:
        append(conversation, Happening.Kind.MESSAGE, message=message)
        return
    conversation.save(update_fields=["updated_at"])
    bell.ring(conversation)


def of_session(session: Session, pk: UUID) -> Attachment:
    """A file that this session's visitor has sent; raises Unknown for anybody else's."""
    conversation = session.conversation()
    if conversation and (found := conversation.attachments.filter(pk=pk).first()):
        return found
    raise Unknown("There is no such file in your conversation.", "Reload the page to see your conversation.")
