"""Films, as readers of a link see them: those of the runs that the link shows."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.ids import parse_id
from scenarios.models import ShareLink
from scenarios.services.sharing import Shown
from worlds.models import Clip, FutureFilm


def is_clip(_link: ShareLink, shown: Shown, ids: Mapping[str, str]) -> bool:
    """A clip of one of the runs."""
    return Clip.objects.filter(pk=parse_id(ids["clip_id"]), run_id__in=shown.run_ids).exists()


def is_future_film(_link: ShareLink, shown: Shown, ids: Mapping[str, str]) -> bool:
    """A film of a future of one of the runs."""
    films = FutureFilm.objects.filter(pk=parse_id(ids["film_id"]), futures__run_id__in=shown.run_ids)
    return films.exists()
