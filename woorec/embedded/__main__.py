"""`python -m woorec.embedded start|stop`: the servers by themselves, without Django."""

import sys

from woorec.embedded import EmbeddedError, home, start, stop


def main(arguments: list[str]) -> int:
    """This will carry out one command and return the exit status."""
    try:
        match arguments:
            case ["start"]:
                services = start(home())
                print(f"DATABASE_URL={services.database_url}\nREDIS_URL={services.redis_url}")
            case ["stop"]:
                stop(home())
                print(f"Stopped the servers in {home()}.")
            case _:
                print("usage: python -m woorec.embedded start|stop", file=sys.stderr)
                return 2
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
