"""Dates as Chinese readers write them."""

from __future__ import annotations


def chinese_date(text: str) -> str:
    """2018 年 4 月 4 日 from 2018-04-04; 2018 年 4 月 from 2018-04; "" from ""."""
    parts = [int(part) for part in text.split("-") if part.isdigit()]
    return " ".join(f"{number} {unit}" for number, unit in zip(parts, "年月日", strict=False))
