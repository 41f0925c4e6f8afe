"""The command line `peoples-map`."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="peoples-map")
def main() -> None:
    """Look after neighbours with a map: diary, needs, rounds, hotspots."""
