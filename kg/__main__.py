"""``python -m kg``: the same commands as the ``continuum`` script."""

from kg.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
