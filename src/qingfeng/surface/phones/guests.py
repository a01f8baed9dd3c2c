"""How much of the hall's side one visitor may take: connections, tries, voters.

Addresses are known only as hashes with a salt that lives as long as the process.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field

VOTERS, CONNECTIONS = 10, 32
# (at once, a second): votes, and wrong codes.
VOTES, GUESSES = (40.0, 8.0), (15.0, 0.2)
_SHARED = 500
_KNOWN = 20_000
HERE = 15.0


@dataclass
class _Bucket:
    level: float
    at: float = field(default_factory=time.monotonic)


class Guests:
    """What is known of visitors while a session runs; `shared` is for a hall whose phones all come
    through one router and so from one address."""

    def __init__(self) -> None:
        self.shared = False
        self.crowded = 0
        self._salt = secrets.token_bytes(16)
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()
        self._voters: defaultdict[str, set[str]] = defaultdict(set)
        self._seen: OrderedDict[str, float] = OrderedDict()

    def place(self, address: str) -> str:
        """An address as it is remembered."""
        return hashlib.blake2b(address.encode(), key=self._salt, digest_size=8).hexdigest()

    @property
    def connections(self) -> int:
        """How many connections one address may hold."""
        return CONNECTIONS * (_SHARED if self.shared else 1)

    def may(self, what: str, address: str, limit: tuple[float, float]) -> bool:
        """Whether an address may do this once more just now."""
        most, refill = (value * (_SHARED if self.shared and what == "vote" else 1) for value in limit)
        key, now = (what, self.place(address)), time.monotonic()
        bucket = self._buckets.pop(key, None) or _Bucket(most, now)
        bucket.level = min(most, bucket.level + (now - bucket.at) * refill)
        bucket.at = now
        allowed = bucket.level >= 1
        bucket.level -= allowed
        self._buckets[key] = bucket
        if len(self._buckets) > _KNOWN:
            self._buckets.popitem(last=False)
        return allowed

    def admit(self, voter: str, address: str) -> bool:
        """Whether this voter may vote from here: so many a place."""
        known = self._voters[self.place(address)]
        if voter in known or self.shared or len(known) < VOTERS:
            known.add(voter)
            return True
        self.crowded += 1
        return False

    def seen(self, voter: str) -> None:
        """A phone has just asked."""
        self._seen.pop(voter, None)
        self._seen[voter] = time.monotonic()
        if len(self._seen) > _KNOWN:
            self._seen.popitem(last=False)

    def here(self) -> int:
        """How many phones asked within the last seconds."""
        since = time.monotonic() - HERE
        while self._seen and next(iter(self._seen.values())) < since:
            self._seen.popitem(last=False)
        return len(self._seen)
