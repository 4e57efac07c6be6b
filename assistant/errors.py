"""What can go wrong in a turn. A refusal is no error: it is an `Answer` with its status.

AssistantError
  BadPrompts            a text in prompts/ is missing or broken
  HistoryUnavailable    the memory does not answer       retryable
  ModelError            the chat model gave no answer
    ModelTimeout          it was too slow                  retryable
    ModelUnavailable      its endpoint failed              retryable
    ModelRejected         what it wrote is no answer
    CircuitOpen           it failed too often just now
    NoPermit              it has as many callers as it may: say so at once
  FeedbackUnavailable   the store of feedback does not   retryable
"""

from typing import ClassVar


class AssistantError(Exception):
    """Root of this folder's errors. `retryable` says whether the same call may go through later."""

    retryable: ClassVar[bool] = False


class BadPrompts(AssistantError):
    """A text in prompts/ is missing or broken."""


class HistoryUnavailable(AssistantError):
    """The memory of conversations does not answer."""

    retryable = True


class ModelError(AssistantError):
    """The chat model gave no answer. `cause` is a word for the metrics; nothing of it is for a person."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause = cause


class ModelTimeout(ModelError):
    """The model was too slow, to begin or to end."""

    retryable = True


class ModelUnavailable(ModelError):
    """The model's endpoint is away, failed, or broke off."""

    retryable = True


class ModelRejected(ModelError):
    """What the model wrote is no answer: empty, endless, in another language, its own prompt."""


class CircuitOpen(ModelError):
    """The model failed too often just now: it is not asked."""


class NoPermit(ModelError):
    """The model has as many callers as it may."""


class FeedbackUnavailable(AssistantError):
    """The store of feedback does not answer."""

    retryable = True
