"""Reads the frames of the user's moving drawing, or draws those of the face that moves."""

import json
from pathlib import Path

from ganca.dataset import save
from ganca.film import read_film
from ganca.motion import RATE, moving_face
from job import running

with running(snakemake) as log:
    film, size, padding = (snakemake.params[key] for key in ("film", "size", "padding"))
    frames, rate = read_film(film, size, padding) if film else (moving_face(size, padding), RATE)
    save(snakemake.output.frames, frames)
    Path(snakemake.output.rate).write_text(json.dumps({"rate": rate}) + "\n")
    log.info("%d frames, %g a second", len(frames), rate)
