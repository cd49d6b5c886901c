"""``python -m worlds.training``: the same training as ``manage.py train_world``, without Django."""

from worlds.training.command import main

if __name__ == "__main__":
    main()
