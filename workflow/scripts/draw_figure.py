"""Draws one figure: the module of its name in `figures` says how."""

from jobs.running import running

from importlib import import_module

from ganca.show.plots import save

with running(snakemake):
    figure, credit = import_module(f"figures.{snakemake.params.figure}").draw(
        snakemake.input, snakemake.params
    )
    save(figure, *snakemake.output, credit)
