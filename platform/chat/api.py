"""The management API's view of conversations, for programs with an API key."""

from typing import Any

from django.db.models import Count, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from chat import abandoned
from chat.models import Conversation, Message
from tenants.api import TenantScoped


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One turn, with how it went."""

    class Meta:
        model = Message
        fields = [
            "id", "role", "text", "state", "sources", "adapter", "refused", "error_code", "first_token_ms", "total_ms",
            "prompt_tokens", "completion_tokens", "rating", "comment", "reply_to", "created_at",
        ]  # fmt: skip


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    """A thread, with the number of its messages."""

    messages_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Conversation
        fields = [
            "id", "assistant", "visitor", "channel", "origin", "state", "created_at", "updated_at", "messages_count",
        ]  # fmt: skip


class WholeConversationSerializer(ConversationSerializer):
    """A thread with everything said in it."""

    messages = MessageSerializer(many=True, read_only=True)

    class Meta(ConversationSerializer.Meta):
        fields = [*ConversationSerializer.Meta.fields, "messages"]


class ConversationFilter(serializers.Serializer[dict[str, Any]]):
    """Which conversations to list."""

    assistant = serializers.UUIDField(required=False)
    channel = serializers.ChoiceField(choices=Conversation.Channel.choices, required=False)
    state = serializers.ChoiceField(choices=Conversation.State.choices, required=False)


@extend_schema_view(list=extend_schema(parameters=[ConversationFilter]))
class ConversationViewSet(TenantScoped, viewsets.ReadOnlyModelViewSet[Conversation]):
    """Conversations of the key's business, the newest first; filter by `assistant`, `channel` and `state`."""

    queryset = Conversation.across_tenants.none()

    def get_queryset(self) -> QuerySet[Conversation]:
        """The tenant's own."""
        abandoned.interrupt(Message.objects.all())
        wanted = ConversationFilter(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        found = Conversation.objects.filter(**wanted.validated_data).annotate(messages_count=Count("messages"))
        return found.prefetch_related("messages") if self.action == "retrieve" else found

    def get_serializer_class(self) -> type[ConversationSerializer]:
        """Messages come with a single conversation only."""
        return WholeConversationSerializer if self.action == "retrieve" else ConversationSerializer
