"""Which messages of the outbox belong to which conversation: the outbox itself knows none."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outbox.models import Message


class ConversationMessage(models.Model):
    """A message of ours in a conversation."""

    message = models.OneToOneField(
        Message, models.CASCADE, primary_key=True, related_name="conversation_link", verbose_name=_("message")
    )
    conversation = models.ForeignKey(
        "inbox.Conversation", models.CASCADE, related_name="message_links", verbose_name=_("conversation")
    )

    class Meta:
        verbose_name = _("message of a conversation")
        verbose_name_plural = _("messages of conversations")
        ordering = ["-message_id"]

    def __str__(self) -> str:
        return str(self.message)
