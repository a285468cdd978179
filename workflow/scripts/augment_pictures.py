"""Augments the training pictures of a data set: turned, sheared, mirrored and scaled a little."""

from jobs.running import running

from ganca.data import dataset, glyphs
from ganca.data.augmentation import augment, enlarged
from ganca.data.fonts import open_font
from ganca.results import read_arrays


def finely(files, params):
    """A function that gives each picture of the data set by its name, finely drawn."""
    drawn = read_arrays(files.glyphs)
    names, pictures = drawn["names"].tolist(), drawn["pictures"]
    if params.images:
        return dict(zip(names, enlarged(pictures), strict=True)).get
    font = open_font(*files.font)
    frames, _ = glyphs.frames(font, names, params.fit)
    return lambda name: glyphs.paint_finely(font, name, frames[name], params.size)


with running(snakemake) as log:
    files, params = snakemake.input, snakemake.params
    trained = dataset.load(files.pictures).where("train").names
    count = int(snakemake.wildcards.many)
    augmented = augment(finely(files, params), trained, count, params.edges, params.padding)
    dataset.save(snakemake.output[0], augmented)
    log.info("%s: %d augmentations", snakemake.wildcards.dataset, len(augmented))
