"""Reads the frames of the user's moving drawing, or draws those of the moving face."""

from jobs.running import running

from functools import partial

from ganca.data.dataset import save
from ganca.drawings.film import read_film
from ganca.drawings.motion import RATE, moving_face
from ganca.results import write_record
from jobs.counting import counted

with running(snakemake) as log:
    film, size, padding = (snakemake.params[key] for key in ("film", "size", "padding"))
    if film:
        frames, rate = read_film(film, size, padding, partial(counted, "read film, frames"))
    else:
        frames, rate = moving_face(size, padding), RATE
    save(snakemake.output.frames, frames)
    write_record(snakemake.output.rate, {"rate": rate})
    log.info("%d frames, %g a second", len(frames), rate)
