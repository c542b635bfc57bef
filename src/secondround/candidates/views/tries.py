"""How often one address of the network may try a page that nobody signs in for."""

import hashlib
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MOST_TRIES, TRIED_WITHIN = 30, timedelta(hours=1)
"""A whole school may sit behind one address; a flood does not pass."""


def is_too_often(request: HttpRequest, page: str) -> bool:
    """Count this try at `page`, and say whether it is one too many."""
    address = hashlib.sha256(str(get_adapter().get_client_ip(request)).encode()).hexdigest()
    key = f"{page}:{address[:32]}"
    cache.add(key, 0, TRIED_WITHIN.total_seconds())
    try:
        return cache.incr(key) > MOST_TRIES
    except ValueError:  # it ended between the two lines
        return False
