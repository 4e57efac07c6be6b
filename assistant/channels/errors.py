"""What can go wrong in a channel. A send that fails is no error: it is a `Failed` or `Unknown` (graph.py).

AssistantError
  QueueUnavailable    Redis does not answer                        retryable
  SpoolUnavailable    the local spool cannot be written to         retryable
  LeaseLost           another worker has taken over the person's messages
  BadSeal             a sealed text was made with another key, or is too old
"""

from assistant.errors import AssistantError


class QueueUnavailable(AssistantError):
    """Redis does not answer."""

    retryable = True


class SpoolUnavailable(AssistantError):
    """The local spool cannot be written to."""

    retryable = True


class LeaseLost(AssistantError):
    """Another worker has taken over the person's messages: what this one was about to write is refused."""


class BadSeal(AssistantError):
    """A sealed text was made with another key, or is too old."""
