"""What can be wrong with an organisation's footage."""


class FootageError(ValueError):
    """Footage that cannot be used, in words for whoever uploaded it."""
