"""From the sum of a bribe to its band, sentence and fine.

Bands: 法释〔2016〕9号 第1—3条; fines: the same, 第19条. Sums in yuan; bounds inclusive below,
exclusive above (“以上”含本数，“不满”不含).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qingfeng.words.penalty import Band


@dataclass(frozen=True, slots=True)
class Placed:
    """The band of a sum; `raised` when listed circumstances lifted it by one."""

    band: Band
    raised: bool

    @property
    def name(self) -> str:
        """数额较大, or 其他较重情节 where circumstances made it so."""
        return self.band.special_name if self.raised else self.band.name


def band_of(bands: Sequence[Band], amount: int, circumstances: frozenset[str]) -> Placed:
    """The band of a sum in yuan; `circumstances` is empty or names listed ones (第1条第3款).

    Raises ValueError for a negative sum.
    """
    if amount < 0:
        raise ValueError("数额不能是负数")
    plain = [band for band in bands if amount >= band.from_][-1]
    special = [band for band in bands if amount >= band.special_from][-1]
    if circumstances and special.from_ > plain.from_:
        return Placed(special, raised=True)
    return Placed(plain, raised=False)
