"""What is wrong in a file that nobody vouches for, by its lines, so that its owner can put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FAULTS_TOLD = 20


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file; `line` counts from 1 as an editor does, 0 means the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class TableError(ValueError):
    """A file that cannot be used.

    `faults` has the first of its faults. `rows` has every row that is faulty where the file could be used without
    those; it is empty where leaving out rows would not help.
    """

    def __init__(self, faults: Sequence[Fault], *, rows: Sequence[Fault] = ()) -> None:
        self.rows = tuple(rows)
        self.faults = tuple(faults[:FAULTS_TOLD])
        self.count = len(faults)
        more = self.count - len(self.faults)
        lines = [str(fault) for fault in self.faults] + ([f"and {more:,} more faults"] if more > 0 else [])
        super().__init__("\n".join(lines))

    @classmethod
    def one(cls, message: str, line: int = 0) -> TableError:
        """An error with a single fault, of the file and not of a row."""
        return cls([Fault(line, message)])

    @classmethod
    def of_rows(cls, faults: Sequence[Fault]) -> TableError:
        """An error of rows that could be left out."""
        in_order = sorted(faults, key=lambda fault: fault.line)
        return cls(in_order, rows=in_order)
