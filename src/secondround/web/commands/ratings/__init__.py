"""ratings fit, compare, impact, reliability: the model on anybody's file. No database, no Django, nothing kept."""

import argparse

from secondround.web.commands.ratings import comparing, fitting, impacting, relying


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ratings = commands.add_parser("ratings", help="the ratings model on any file: CSV (gz too), JSON, a typed table")
    acts = ratings.add_subparsers(metavar="ACT", required=True)
    for module in (fitting, comparing, impacting, relying):
        module.add_to(acts)
