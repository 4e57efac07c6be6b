"""Metrics and logs of the channels, by channel, type and outcome. No id, no text: nothing personal in either."""

import structlog
from prometheus_client import Counter, Gauge, Histogram

from assistant import observe

_INBOUND = Counter("channel_inbound_total", "Events that webhooks brought, repeated ones too", ["channel", "type"])
_SENDS = Counter("channel_sends_total", "Calls that send a part, by result", ["channel", "result"])
_STATUSES = Counter("channel_statuses_total", "What became of parts that were sent", ["channel", "status"])
_FEEDBACK = Counter("channel_feedback_total", "Reactions to answers", ["channel", "sign"])
_REFUSED = Counter("channel_refused_webhooks_total", "Webhooks refused: bad signature, body too long", ["channel"])
_ACKNOWLEDGED = Histogram(
    "channel_acknowledge_seconds",
    "From a webhook's arrival to its acknowledgement",
    ["channel", "store"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0),
)
_DRAINED = Counter("channel_drained_total", "Events moved from the local spool to Redis")
_PAUSED = Gauge("channel_paused", "1 while a channel sends nothing: token, account or permissions are at fault", ["channel"])
_ALERTS = Counter("channel_alerts_total", "What staff must look at", ["what"])
_STATUS_NAMES = frozenset({"sent", "delivered", "read", "played", "failed", "deleted"})
_LOG = structlog.get_logger("channels")


def accepted(channel: str, kinds: list[str], store: str, seconds: float) -> None:
    """A webhook was acknowledged."""
    for kind in kinds:
        _INBOUND.labels(channel, kind).inc()
    _ACKNOWLEDGED.labels(channel, store).observe(seconds)


def refused(channel: str, reason: str) -> None:
    """A webhook was refused."""
    _REFUSED.labels(channel).inc()
    _LOG.warning("webhook refused", channel=channel, reason=reason)


def ended(channel: str, kind: str, outcome: str, reason: str) -> None:
    """An event ended."""
    observe.ended(channel, kind, outcome)
    _LOG.info("event", channel=channel, type=kind, outcome=outcome, reason=reason)
    if outcome == "dead":
        alert("dead letter", channel=channel, type=kind, reason=reason)


def sent(channel: str, result: str, code: int = 0, trace: str = "") -> None:
    """A part was sent, refused, or nobody knows."""
    _SENDS.labels(channel, result).inc()
    if result != "sent":
        _LOG.warning("send", channel=channel, result=result, code=code, fbtrace_id=trace)


def status(channel: str, name: str, code: int) -> None:
    """A status told what became of a part."""
    _STATUSES.labels(channel, name if name in _STATUS_NAMES else "other").inc()
    if name == "failed":
        _LOG.warning("failed status", channel=channel, code=code)


def feedback(channel: str, sign: str) -> None:
    """A person reacted to an answer."""
    _FEEDBACK.labels(channel, sign).inc()


def drained(count: int) -> None:
    """Redis is back, and has what was spooled."""
    _DRAINED.inc(count)
    _LOG.info("drained", events=count)


def paused(channel: str, code: int) -> None:
    """A channel sends nothing until its configuration is mended."""
    _PAUSED.labels(channel).set(1)
    alert("channel paused", channel=channel, code=code)


def resumed(channel: str) -> None:
    """A channel sends again."""
    _PAUSED.labels(channel).set(0)


def alert(what: str, **about: object) -> None:
    """Staff must look."""
    _ALERTS.labels(what).inc()
    _LOG.error("alert", what=what, **about)
