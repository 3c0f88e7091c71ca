#!/usr/bin/env python
"""Django's entry point. `manage.py help` lists the commands."""

import os
import sys

# One compute thread per process: two FAISS threads before a fork hang the child. Set before any import.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woorec.settings")
    from django.core.management import execute_from_command_line

    from woorec import embedded

    try:
        execute_from_command_line(sys.argv)
    finally:
        embedded.stop_own(embedded.home())


if __name__ == "__main__":
    main()
