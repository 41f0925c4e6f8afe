"""`peoples-map serve`: serve the store of a data folder."""

from pathlib import Path

import click

from webmap.commands.options import data_folder, listening
from webmap.serving import serve as serve_until_stopped
from webmap.settings import from_env

PEM = click.Path(path_type=Path, dir_okay=False)


@click.command()
@data_folder
@listening
@click.option("--tls-cert", type=PEM, help="Certificate chain, PEM; wants --tls-key.")
@click.option("--tls-key", type=PEM, help="Private key of the certificate, PEM.")
def serve(
    folder: str | None, host: str, port: int, tls_cert: Path | None, tls_key: Path | None
) -> None:
    """Serve the map until stopped (Ctrl-C or SIGTERM)."""
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key belong together: give both")
    tls = (tls_cert, tls_key) if tls_cert and tls_key else None
    serve_until_stopped(from_env(folder=folder), host=host, port=port, tls=tls)
