"""Going on with a training: from its own newest checkpoint, or from a released one."""

import math
import re
import warnings

from ganca.config.idle import idle_in_identity
from ganca.config.renamed import completed, new_name
from ganca.errors import InputError, InputWarning
from ganca.provenance import changed
from ganca.train import checkpoint
from ganca.train.snapshot import restore

# What the file of a data set's augmentations was called before; with N of each picture.
OLD_AUGMENTATIONS = re.compile(r"(.*/)variants-(\d+\.npz)")


def take_up(released, folder, identity, assumed, accept=False, most=math.inf):
    """Copies a released, unfinished training into a folder of checkpoints that holds none.

    A release of another identity is another training and is not copied, nor is one of more than
    `most` steps.  Nor is one that other code began, with an InputWarning, unless `accept` allows
    it.  A release that is older than the records of code says nothing of its code; it is copied.
    assumed: as for `resume`.
    Returns the number of steps that the copied training has taken, 0 where none was copied.
    """
    found = None if checkpoint.read(folder) else checkpoint.read(released)
    if not found or differences(found[1]["identity"], identity, assumed):
        return 0
    tensors, header = found
    steps = len(tensors["log/rows"])
    if steps > most:
        return 0
    other = other_code(header["identity"], identity)
    if other and header["identity"].get("code") and not accept:
        warnings.warn(
            f"{released}: a training begun by other code is left alone ({other}); with "
            "accept_changed_code: true it is gone on with",
            InputWarning,
            stacklevel=2,
        )
        return 0
    checkpoint.write(folder, steps, tensors, handed_over(header, steps, identity))
    return steps


def resume(training, folder, identity, assumed=None, accept=False):
    """Puts a training into the state of the folder's newest checkpoint, if that is of this run.

    identity: settings, data and code of the run, by name.  assumed: the values that settings had
    in checkpoints which are older than these settings, by name.  accept: whether a checkpoint
    that other code computed is taken as well.

    The checkpoints of a finished run that is another one, or has taken more steps, are deleted:
    its results have been handed on.  Raises InputError if an unfinished one lies there.
    """
    training.code = identity.get("code")
    found = checkpoint.read(folder)
    if found is None:
        return
    tensors, header = found
    steps = training.settings["steps"]
    reason = unfit(tensors, header, identity, steps, assumed, accept)
    if reason and not header["finished"]:
        way_out = "or delete the folder to start anew"
        raise InputError(f"{folder}: an unfinished run {reason}, {way_out}")
    if reason:
        checkpoint.clear(folder)
        return
    if "ran_on" in header:
        training.go_on(header["ran_on"], len(tensors["log/rows"]))
    try:
        restore(training, tensors)
    except (KeyError, ValueError, RuntimeError) as error:
        raise InputError(
            f"{folder}: its checkpoints are another version's ({str(error).splitlines()[0]}); "
            "finish that run with the version that began it, or delete the folder"
        ) from error
    if training.step < steps:
        header = handed_over(header, training.step, identity)
    else:  # where and when it was computed, not where and when it is handed on once more
        training.ran_on = header.get("ran_on", training.ran_on)
    training.code = header["identity"].get("code")
    training.earlier_code = header.get("earlier_code", [])


def unfit(tensors, header, identity, steps, assumed, accept):
    """Why a checkpoint can't be taken on to so many steps, and what to do; None if it can.

    assumed, accept: as for `resume`.
    """
    if other := differences(header["identity"], identity, assumed):
        told = "; ".join(other)
        return f"with other settings lies here ({told}); change them back to go on with it"
    if not accept and (other := other_code(header["identity"], identity)):
        return (
            f"begun by other code lies here ({other}); undo that or set accept_changed_code: true "
            "to go on with it"
        )
    if (done := len(tensors["log/rows"])) > steps:
        return f"of {done} steps lies here, and steps is {steps}; raise it to go on with it"
    return None


def handed_over(header, steps, identity):
    """A checkpoint's header when the code of `identity` goes on with it after so many steps."""
    before, now = header["identity"].get("code"), identity.get("code")
    if before == now:
        return header
    earlier = [*header.get("earlier_code", []), {"until_step": steps, "code": before}]
    return header | {"identity": header["identity"] | {"code": now}, "earlier_code": earlier}


def other_code(old, new):
    """What has changed in the code between two identities, in words; empty if nothing has."""
    if old.get("code") == new.get("code"):
        return ""
    if not old.get("code"):
        return "which wasn't recorded at that time"
    return f"since then {', '.join(changed(old['code'], new['code']))} changed"


def differences(old, new, assumed=None):
    """What differs between two identities apart from the code: a line of words each.

    Settings that have no effect in either may differ.  Where both learning rates are constant, so
    may the number of steps: the training can be taken further.

    assumed: the values that settings are taken to have had where `old` lacks them.  The number of
    steps is never assumed: an identity lacks it only if its learning rate was constant.
    """
    lacking = (assumed or {}).items()
    told = {k: v for k, v in lacking if k in new and not k.endswith(".steps")}
    old = completed(with_new_names(old, new), told)
    keys = (old.keys() | new.keys()) - {"code"} - (idle_in_identity(old) & idle_in_identity(new))
    if constant_rate(old) and constant_rate(new):
        keys = {key for key in keys if not key.endswith(".steps")}
    keys = sorted(key for key in keys if old.get(key) != new.get(key))
    return [f"{k}: {old.get(k, 'not known')} -> {new.get(k, 'gone')}" for k in keys]


def with_new_names(old, new):
    """An identity whose settings and files have the names that they have now.

    The file of augmentations was renamed, and so was the split in it: its old checksum says
    nothing.  It is taken for that of `new`, for it is made of the pictures whose checksum stands
    beside it.
    """
    named = {new_name(key): value for key, value in old.items()}
    for key in old:
        if found := OLD_AUGMENTATIONS.fullmatch(key):
            path = f"{found[1]}augmented-{found[2]}"
            named[path] = new.get(path, named.pop(key))
    return named


def constant_rate(identity):
    """Whether the learning rate of a run of this identity is constant."""
    ratios = (value for key, value in identity.items() if key.endswith(".min_lr_ratio"))
    return all(ratio == 1 for ratio in ratios)
