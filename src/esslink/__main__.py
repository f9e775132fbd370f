"""``python -m esslink``: the same as the ``esslink`` command."""

from esslink.cli import main

if __name__ == "__main__":
    main()
