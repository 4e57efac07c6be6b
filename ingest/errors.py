"""What can go wrong while documents become vectors.

IngestError
  UnsupportedFile     no reader for this kind of file
  UnreadableFile      the file is broken, encrypted, too large, or its text is damaged
  EmptyDocument       no text in it
  BadManifest         front matter, section or manifest says something that cannot be
  IndexMissing        no version has been built
  IndexMismatch       built with another encoder than the one asked for
  IndexUnavailable    the index's server does not answer            retryable
  IndexBroken         a new version failed its check and was not swapped in
  EncoderError        the encoder cannot be built or loaded
  IngestRunning       another run holds the lock
"""

from typing import ClassVar


class IngestError(Exception):
    """Root of this folder's errors. `retryable` says whether the same call may go through later."""

    retryable: ClassVar[bool] = False


class UnsupportedFile(IngestError):
    """No reader for this kind of file."""


class UnreadableFile(IngestError):
    """Broken, encrypted, too large, or damaged text."""


class EmptyDocument(IngestError):
    """No text to index."""


class BadManifest(IngestError):
    """Front matter, section or manifest says something that cannot be."""


class IndexMissing(IngestError):
    """No version has been built yet."""


class IndexMismatch(IngestError):
    """The index was built with another encoder."""


class IndexUnavailable(IngestError):
    """The index's server does not answer."""

    retryable = True


class IndexBroken(IngestError):
    """A new version failed its check and was not swapped in."""


class EncoderError(IngestError):
    """The encoder cannot be built or loaded."""


class IngestRunning(IngestError):
    """Another run holds the lock."""
