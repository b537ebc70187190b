"""Command line of base models."""

import argparse
import sys
from functools import partial
from pathlib import Path

from tuning.base import record
from tuning.base.install import install
from tuning.base.packaged import packaged
from tuning.base.sources import BUNDLED, Loaded, from_folder, from_hub, from_packages, from_wheel
from tuning.job.errors import BaseModelError

OFFLINE = (BUNDLED, *packaged())


def main() -> int:
    """Exit code 0, or 2 with what went wrong and what to do."""
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except BaseModelError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tuning.base", description="Base models as folders.")
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("install", help=f"install a base model ({', '.join(OFFLINE)} by name alone)")
    add.add_argument("slug")
    source = add.add_mutually_exclusive_group()
    source.add_argument("--from", dest="folder", type=Path, help="a local Hugging Face model folder")
    source.add_argument("--hub", help="a name on the Hugging Face hub")
    add.set_defaults(run=_install)
    show = commands.add_parser("list", help="list the installed base models")
    show.set_defaults(run=_list)
    for command in (add, show):
        command.add_argument("--models", type=Path, default=Path("var/models"))
    return parser


def _install(arguments: argparse.Namespace) -> None:
    base = install(arguments.slug, arguments.models, partial(_load, arguments), _say)
    _say(f"{base.name} is in {arguments.models / base.slug} (sha256 {base.sha256[:16]}…).")


def _say(line: str) -> None:
    """At once, for a parent that shows it."""
    print(line, flush=True)


def _load(arguments: argparse.Namespace) -> Loaded:
    if arguments.folder:
        return from_folder(arguments.folder)
    if arguments.hub:
        return from_hub(arguments.hub)
    if arguments.slug == BUNDLED:
        return from_wheel()
    if base := packaged().get(arguments.slug):
        return from_packages(base, arguments.models, _say)
    raise BaseModelError(
        f"{arguments.slug} is not bundled.", f"Add --from DIR or --hub NAME, or use one of: {', '.join(OFFLINE)}."
    )


def _list(arguments: argparse.Namespace) -> None:
    for base in record.installed(arguments.models):
        millions = base.parameters / 1e6
        print(f"{base.slug:32} {millions:8.0f} M  context {base.context:6}  {base.licence:12} {base.name}")


if __name__ == "__main__":
    sys.exit(main())
