"""How figures are written for people: three significant digits, a true minus, the unit that reads best.

The same scale is used for everything in one row, so that base, variant and difference can be
compared by eye: seconds become minutes together, shares become per cent together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

NOT_KNOWN = "–"
_MINUTES_FROM_S = 120.0
_HOURS_FROM_S = 7200.0
_SYMBOLS = {
    "1": "",
    "1/h": "/h",
    "1/1000 h": "per 1000 h",
    "share": "%",
    "EUR": "€",
    "eur": "€",
}


@dataclass(frozen=True)
class Scale:
    """A unit to show figures in: multiply by `factor`, round to `decimals`, write `symbol` behind."""

    factor: float
    symbol: str
    decimals: int
    difference_symbol: str  # differences of shares are points, not per cent
    change_decimals: int  # a small difference of large figures needs more of them

    def value(self, value: float | None) -> str:
        """``"21.8 min"``."""
        return _with_symbol(plain(value, self.factor, self.decimals), self.symbol)

    def change(self, value: float | None) -> str:
        """``"+2.3 pt"``, always signed."""
        return _with_symbol(self.bare_change(value), self.difference_symbol)

    def bare_change(self, value: float | None) -> str:
        """``"+2.3"``: signed, without its unit."""
        return signed(value, self.factor, self.change_decimals)

    def amount(self, value: float) -> str:
        """``"2.3 pt"``: a difference without its sign."""
        return _with_symbol(plain(abs(value), self.factor, self.change_decimals), self.difference_symbol)


def scale_for(unit: str, *values: float | None, changes: Sequence[float | None] = ()) -> Scale:
    """The scale in which the values of one row, and the changes between them, read best together."""
    largest, change = _largest(values), _largest(changes or values)
    symbol = difference_symbol = _SYMBOLS.get(unit, unit)
    factor, most = 1.0, 4
    if unit == "s":
        factor, symbol = _time_scale(largest)
        difference_symbol = symbol
    elif unit == "share":
        factor, most, difference_symbol = 100.0, 2, "pt"
    return Scale(
        factor,
        symbol,
        _decimals(largest * factor, 3, 1 if unit == "share" and largest >= 0.01 else most),
        difference_symbol,
        _decimals(change * factor, 2, most),
    )


def _largest(values: Sequence[float | None]) -> float:
    return max((abs(v) for v in values if v is not None and math.isfinite(v)), default=1.0)


def percent(relative: float) -> str:
    """``"6.1 %"`` for 0.061, without a sign."""
    value = abs(relative) * 100
    return f"{value:,.{0 if value >= 100 else 1}f} %".replace(",", "\u2009")


def signed_percent(relative: float) -> str:
    """``"+6.1 %"`` for 0.061."""
    return _sign(relative, percent(relative)) + percent(relative)


def plain(value: float | None, factor: float = 1.0, decimals: int = 1) -> str:
    """A figure with a true minus and thin spaces between thousands; a dash where it is not known."""
    if value is None or not math.isfinite(value):
        return NOT_KNOWN
    text = f"{abs(value) * factor:,.{decimals}f}".replace(",", "\u2009")
    return ("\u2212" if value < 0 and _is_not_zero(text) else "") + text


def signed(value: float | None, factor: float = 1.0, decimals: int = 1) -> str:
    """As `plain`, with a plus where it is positive."""
    if value is None or not math.isfinite(value):
        return NOT_KNOWN
    text = plain(abs(value), factor, decimals)
    return _sign(value, text) + text


def _sign(value: float, text: str) -> str:
    if not _is_not_zero(text):
        return "±"
    return "\u2212" if value < 0 else "+"


def _is_not_zero(text: str) -> bool:
    return any(c in "123456789" for c in text)


def _with_symbol(text: str, symbol: str) -> str:
    if not symbol or text == NOT_KNOWN:
        return text
    return text + symbol if symbol.startswith("/") else f"{text} {symbol}"


def _time_scale(largest_s: float) -> tuple[float, str]:
    if largest_s >= _HOURS_FROM_S:
        return 1 / 3600, "h"
    if largest_s >= _MINUTES_FROM_S:
        return 1 / 60, "min"
    return 1.0, "s"


def _decimals(largest: float, digits: int, at_most: int) -> int:
    """Decimals that give the largest figure so many significant digits."""
    if largest <= 0:
        return min(1, at_most)
    return max(0, min(at_most, digits - 1 - math.floor(math.log10(largest))))
