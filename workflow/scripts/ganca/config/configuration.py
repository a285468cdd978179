"""The configuration of a run: its layers joined, filled in and checked before anything is planned.

Layers, the lowest first: config/config.yaml, the files that `extends` names, those of
--configfile, the single keys of --config.
"""

from pathlib import Path

from ganca.config.effects import check_effects, paths, stated_by
from ganca.config.files import ConfigFile, read_file
from ganca.config.renamed import new_path, tell_old_names, with_new_names
from ganca.config.settings import extended, extended_files, laid_over, resolve, typed
from ganca.config.supply import check_supply
from ganca.config.values import check_values
from ganca.folders import check_paths, located


def configuration(joined, files, given, single, schema, home="."):
    """The resolved configuration.

    joined: what Snakemake makes of config/config.yaml and the command line, without `extends`.
    files: the paths of the files that it has read, those of --configfile in their order and
    config/config.yaml.  given: what those of --configfile hold.
    single: the keys of --config.  home: the project's folder, seen from the working directory.
    Raises InputError, whose one line names the file or the key, for whatever can be known to be
    wrong from the configuration and the files that it names.  Warns, with an InputWarning, of
    settings under old names.
    """
    check_values(single)
    single = typed(single)
    joined = laid_over(joined, single)
    # Snakemake has read these files, but of two keys of one name it takes the last one
    read = [read_file("configfile", file) for file in files if Path(file).is_file()]
    below = extended_files(joined, home)
    tell_old_names([single, *(file.keys for file in (*read, *below))])
    joined, given, single = map(with_new_names, (joined, given, single))
    read, below = ([renamed(file) for file in files] for files in (read, below))
    for file in read[:-1]:  # of a setting under both names, the file above has the last word
        given = laid_over(given, file.keys)
    config = resolve(extended(joined, laid_over(given, single), below), schema)
    layers = [ConfigFile(single, paths(single)), *reversed(read[:-1]), *below, *read[-1:]]
    if config["weights"]:
        config["weights"] = located(config["weights"], home)
    check_effects(config, schema, stated_by(layers))
    check_paths(config)
    check_supply(config, Path(home, "resources/emoji.tsv"))
    return config


def renamed(file):
    """A `ConfigFile` whose settings have their new names."""
    return ConfigFile(with_new_names(file.keys), {new_path(path) for path in file.stated})
