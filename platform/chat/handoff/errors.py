"""What visitors and agents can do wrong around a hand-over.

ChatError
├── IllegalMove      409  the conversation is not in a state for this
├── Taken            409  somebody else was quicker, or has it
├── NobodyThere      409  no person can be asked for now
├── FormOff          404  the business takes no messages here
└── AlreadyThere     409  a shortcut is used twice
"""

from chat.errors import ChatError


class IllegalMove(ChatError):
    """The state machine has no such move from here."""

    code = "illegal_move"
    status = 409


class Taken(ChatError):
    """Another agent has the conversation."""

    code = "taken"
    status = 409

    def __init__(self, name: str = "") -> None:
        super().__init__(f"{name or 'Somebody else'} has this conversation now.", "Take it over from them first.")


class NobodyThere(ChatError):
    """Outside hours, or no inbox is open."""

    code = "nobody_there"
    status = 409

    def __init__(self) -> None:
        super().__init__("Nobody is there right now.", "Leave a message, or go on with the assistant.")


class FormOff(ChatError):
    """The business has no contact form."""

    code = "form_off"
    status = 404

    def __init__(self) -> None:
        super().__init__("This chat takes no messages for the team.", "Use the contact page of this website.")


class AlreadyThere(ChatError):
    """A canned answer has this shortcut."""

    code = "already_there"
    status = 409
