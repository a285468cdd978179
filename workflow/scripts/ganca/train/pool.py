"""What batches start from: the seeds of the pictures, and the pool of earlier final states."""

import torch

from ganca.data.dataset import chosen
from ganca.model.automaton import VISIBLE, seed_state
from ganca.train.pen import redrawn


class Examples:
    """The training pictures on the device, and the states that batches start from.

    settings: a model's.  pictures: a PictureSet.  device: ``cpu`` or ``cuda``.

    truth: (n, 4, height, width) float32, RGBA in [0, 1].
    seeds: (n + drawings, channels, height, width), the states before the first update.  The
        drawings, whose truth nobody knows, come last; there are none unless `unpaired` asks.
    validation: (seeds, truth) of the validation pictures.
    persistence: the probability that a sample of the pool goes on from its state (paper, section
        3); 0 for a network that cannot go on from where it ended.

    Raises InputError where a single picture is wanted that isn't there.
    """

    def __init__(self, settings, pictures, device):
        train, validation = pictures.where("train", "augmented"), pictures.where("validation")
        start, channels = settings["start"], settings["channels"]
        if start == "blank":
            train = validation = chosen(train, settings["picture"])
        self.truth = torch.from_numpy(train.truth()).to(device)
        self.seeds = seed_state(train.edges, start, channels).to(device)
        self.unpaired, self.pen = settings["unpaired"], settings["pen"]
        if self.unpaired:
            drawings = seed_state(pictures.where("ood").edges, start, channels)
            self.seeds = torch.cat([self.seeds, drawings.to(device)])
        held_out = torch.from_numpy(validation.truth())
        unseen = seed_state(validation.edges, start, channels)
        self.validation = unseen.to(device), held_out.to(device)
        self.batch, self.persistence = settings["batch"], settings["persistence"]
        self.pool = SamplePool(settings["pool"], self.batch)

    @property
    def side(self):
        """The side of the grid, in cells."""
        return self.truth.shape[-1]

    def draw(self, count=None):
        """Draws a batch: its states and the indices of their pictures.

        The states are (count, channels, height, width), the indices (count,).
        count: of samples; the batch size where it is None.  Each sample starts from the seed of a
        picture that is drawn at random.  Once the pool is full, it goes on from a state of the
        pool with the probability `persistence` instead.  `lines` are then the edges that each
        sample has started from, (count, 1, height, width).
        """
        count = count or self.batch
        indices = self.random_starts(count)
        state = self.start(indices)
        self.lines = state[:, :1]
        self.age, self.places = torch.zeros_like(indices), None
        if self.persistence and self.pool.full:
            self.places, kept = self.pool.draw(count)
            stays = (torch.rand(count) < self.persistence).to(self.truth.device)
            indices = torch.where(stays, kept["indices"], indices)
            state = torch.where(stays[:, None, None, None], kept["state"], state)
            self.lines = torch.where(stays[:, None, None, None], kept["lines"], self.lines)
            self.age = torch.where(stays, kept["age"], self.age)
        return state, indices

    def start(self, indices):
        """The states before the first update, drawn with the pen.

        (count, channels, height, width)
        """
        state = self.seeds[indices]
        if any(self.pen.values()):
            state[:, :VISIBLE] = redrawn(state[:, :1], self.known(indices)[0], self.pen)
        return state

    def keep(self, final, indices):
        """Puts the final states of the batch that was drawn last into the pool."""
        if self.persistence:
            ended = {"state": final.detach(), "indices": indices, "age": self.age + 1}
            ended["lines"] = self.lines
            self.pool.put(ended, self.places)

    def random_pictures(self, count):
        """The indices of pictures drawn at random, (count,), never of a drawing."""
        return torch.randint(len(self.truth), (count,)).to(self.truth.device)

    def random_starts(self, count):
        """The indices of seeds drawn at random, (count,); a share of `unpaired` are drawings'."""
        indices = self.random_pictures(count)
        if not self.unpaired:
            return indices
        drawings = torch.randint(len(self.truth), len(self.seeds), (count,))
        drawn = (torch.rand(count) < self.unpaired).to(indices.device)
        return torch.where(drawn, drawings.to(indices.device), indices)

    def known(self, indices):
        """The truths at these indices, and which of them are known, (count, 1, 1, 1) boolean.

        The truth of a drawing is not known: it is given as an empty picture.
        """
        known = (indices < len(self.truth))[:, None, None, None]
        return self.truth[indices.clamp(max=len(self.truth) - 1)] * known, known


class SamplePool:
    """Final states of earlier rollouts, for later ones to go on from (Mordvintsev et al., 2020).

    size: number of samples; the batch size where that is more.

    samples: what is kept of each sample, tensors of equal length by name.  ``state``: its last
    final state, (channels, height, width).  ``indices``: of its picture.  ``age``: the number of
    rollouts behind it since its seed.  ``lines``: the edges that it started from, (1, height,
    width).
    """

    def __init__(self, size, batch):
        self.size, self.batch, self.samples = max(size, batch), batch, {}

    def __len__(self):
        return len(self.samples["indices"]) if self.samples else 0

    @property
    def full(self):
        """Whether there are enough samples to draw batches from."""
        return len(self) >= self.size

    def draw(self, count):
        """Different samples, at random: (their places, (count,); what is kept of them, by name).

        A pool that is no larger than the batch gives its first samples, in order.
        """
        places = torch.arange(len(self)) if len(self) == self.batch else torch.randperm(len(self))
        places = places[:count].to(self.samples["indices"].device)
        return places, {name: kept[places] for name, kept in self.samples.items()}

    def put(self, samples, places=None):
        """Overwrites the samples at these places; adds new ones where no places are given."""
        for name, value in samples.items():
            if places is None:
                self.samples[name] = torch.cat([self.samples.get(name, value[:0]), value])
            else:
                self.samples[name][places] = value
