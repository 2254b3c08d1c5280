"""Who may use the console, what they did, and what is old: `python -m qa access`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from engine.settings import Settings, SettingsError, read_settings
from engine.store import Store, StoreUnavailable
from qa.access import accounts, audit, retention

UNUSABLE = 2
WHO = "the command line"


def main(argv: Sequence[str]) -> int:
    """Run one command; 1 where the audit log is broken, 2 where there is no database to work on."""
    options = _parser().parse_args(argv)
    try:
        settings = read_settings(dotenv=Path(".env"))
        store = Store.open(settings.database_url)
    except SettingsError as error:
        sys.stderr.write("\n".join(error.problems) + "\n")
        return UNUSABLE
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    try:
        if options.command == "link":
            return link(store, settings)
        if options.command == "accounts":
            return people(store)
        if options.command == "verify":
            return verify(store, options.checkpoint)
        return clear(store)
    except StoreUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    finally:
        store.close_now()


def link(store: Store, settings: Settings) -> int:
    """Print a one-time link for a new administrator."""
    now = datetime.now(UTC)

    token = store.transact_now(lambda c: accounts.invite(c, None, now, accounts.FIRST))
    store.transact_now(lambda c: audit.append(c, at=now, who=WHO, action="link for an administrator"))
    sys.stdout.write(accounts.link_words(settings.base_url, token))
    return 0


def people(store: Store) -> int:
    """Print every account, its role and its state."""
    for account in store.transact_now(accounts.everyone):
        state = "disabled" if account.disabled else "invited" if account.is_invited else "active"
        sys.stdout.write(f"{account.login}\t{account.role.value}\t{state}\t{account.name}\n")
    return 0


def verify(store: Store, checkpoint: str) -> int:
    """Check every row of the audit log; print what is wrong, or the checkpoint to note down."""
    chain = store.transact_now(lambda c: audit.verify(c, checkpoint))
    if chain.fault:
        sys.stdout.write(f"broken after {chain.rows} rows: {chain.fault}\n")
        return 1
    sys.stdout.write(f"{chain.rows} rows, each as it was written\ncheckpoint {chain.head}\n")
    return 0


def clear(store: Store) -> int:
    """Take away what is too old, now; print what went."""
    done = asyncio.run(retention.run(store, lambda: datetime.now(UTC), WHO, forced=True))
    for removed in done:
        sys.stdout.write(f"{removed}\n")
    if not done:
        sys.stdout.write("nothing was old enough, or another process is at it\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa access", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("link", help="print a one-time link for a new administrator")
    commands.add_parser("accounts", help="list the accounts")
    check = commands.add_parser("verify", help="check the audit log's chain")
    check.add_argument("--checkpoint", default="", metavar="ROW:HASH", help="one that was printed earlier")
    commands.add_parser("retention", help="take away what is older than the console's settings say")
    return parser
