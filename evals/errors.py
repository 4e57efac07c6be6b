"""What can go wrong in an evaluation.

EvalError
  BadSet           a set of questions cannot be read: every mistake by line and column
  BadResult        a result file is not one
  BadLabels        people's labels cannot be read, or are too few to judge a judge by
  BadAnswer        what staff approve cannot become a sheet: every mistake
  ServiceAway      the service or the index does not answer
"""


class EvalError(Exception):
    """Root of this folder's errors; its text says what to do."""


class BadSet(EvalError):
    """A set of questions cannot be read."""


class BadResult(EvalError):
    """A result file is broken, or of another kind than was needed."""


class BadLabels(EvalError):
    """People's labels cannot be read, or are too few."""


class BadAnswer(EvalError):
    """What staff approve cannot become a sheet."""


class ServiceAway(EvalError):
    """The service or the index does not answer."""
