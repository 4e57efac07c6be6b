"""What can go wrong in a turn. A refusal is no error: it is an `Answer` with its status.

AssistantError
  BadPrompts            a text in prompts/ is missing or broken
  HistoryUnavailable    the memory does not answer       retryable
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
