"""Reads the pictures of a data set from the user's folder."""

from jobs.running import running

import numpy as np

from ganca.data.pictures import load_pictures

with running(snakemake) as log:
    names, pictures = load_pictures(
        snakemake.input.pictures, snakemake.params.size, snakemake.params.fit
    )
    np.savez_compressed(snakemake.output[0], names=names, pictures=pictures)
    log.info("datasets.%s: %d pictures", snakemake.wildcards.dataset, len(names))
