"""What a drill found: the lines of a table, and which of them are wrong."""

from dataclasses import dataclass, field


@dataclass
class Result:
    """Filled line by line."""

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, what: str, value: object, wrong: bool = False) -> None:
        """A line, and whether its value fails the drill."""
        self.rows.append((what, str(value)))
        if wrong:
            self.wrong.append(f"{what}: {value}")
