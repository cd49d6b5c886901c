"""The worlds app: clips, and the world models that made them."""

from django.apps import AppConfig


class WorldsConfig(AppConfig):
    """torch is imported by the pure packages only, and they only where something is rendered."""

    name = "worlds"

    def ready(self) -> None:
        """Say which columns hold artifact keys."""
        from twin.artifacts import register_field
        from twin.services.keys import register_keys
        from worlds.models import Clip, Footage, FutureFilm, TunedModel
        from worlds.services.keys import CLIP_KEYS, FILM_KEYS, list_clip_keys, list_tuning_keys

        for field in CLIP_KEYS:
            register_field(Clip, field)
        for field in FILM_KEYS:
            register_field(FutureFilm, field)
        register_field(Footage, "video_key")
        register_field(TunedModel, "weights_key")
        register_keys(list_clip_keys)
        register_keys(list_tuning_keys)
