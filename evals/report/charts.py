"""Charts as SVG, with a text for those who do not see them."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

_ROW, _LEFT, _WIDTH, _RIGHT = 26, 130, 560, 60
_SPARK_WIDTH, _SPARK_HEIGHT, _DOT = 120, 32, 3


def bars(title: str, rows: Mapping[str, tuple[float, int]]) -> Markup:
    """A share a row, between 0 and 1, with its number of items."""
    height = _ROW * len(rows) + 6
    parts = [
        f'<svg role="img" viewBox="0 0 {_LEFT + _WIDTH + _RIGHT} {height}" class="bars" preserveAspectRatio="xMinYMin meet">',
        f"<title>{escape(title)}: {escape(', '.join(f'{name} {value:.0%}' for name, (value, _) in rows.items()))}</title>",
    ]
    for place, (name, (value, items)) in enumerate(rows.items()):
        y = place * _ROW + 4
        parts += [
            f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)} <tspan class="n">{items}</tspan></text>',
            f'<rect class="rail" x="{_LEFT}" y="{y}" width="{_WIDTH}" height="18" rx="3"/>',
            f'<rect class="bar" x="{_LEFT}" y="{y}" width="{_WIDTH * value:.1f}" height="18" rx="3"/>',
            f'<text x="{_LEFT + _WIDTH + 8}" y="{y + 14}">{value:.0%}</text>',
        ]
    return Markup("".join(map(str, [*parts, "</svg>"])))  # noqa: S704 - what comes from outside is escaped above


def spark(name: str, values: Sequence[float]) -> Markup:
    """How a metric went from run to run, the newest marked."""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = (_SPARK_WIDTH - 2 * _DOT) / max(1, len(values) - 1)
    points = [
        (_DOT + place * step, _SPARK_HEIGHT - _DOT - (value - low) / span * (_SPARK_HEIGHT - 2 * _DOT))
        for place, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    told = ", ".join(f"{value:.1%}" for value in values)
    return Markup(  # noqa: S704 - what comes from outside is escaped
        f'<svg role="img" class="spark" viewBox="0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}">'
        f"<title>{escape(name)}, run by run: {told}</title>"
        f'<polyline points="{line}"/><circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="{_DOT}"/></svg>'
    )
