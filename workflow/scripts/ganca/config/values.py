"""Checks for values that no key may hold, and the conversion of whole numbers to integers."""

import math

from ganca.errors import InputError

DEEPEST = 8  # levels of keys; the configuration has four
LONGEST = 4096  # characters of a text, as of a path
LARGEST = 2**63  # a number


def dotted(path):
    """The key of a setting as its user writes it: models.nca.rollout[0]."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")


def check_values(value, path=()):
    """InputError for names and values, at any depth, that no key can have.

    Names that YAML takes for something else, such as `no` and `1`; numbers that are none or
    infinite; texts that hold control characters or bytes that aren't UTF-8; dates.
    """
    key = dotted(path) or "the configuration"
    if len(path) > DEEPEST:
        raise InputError(f"{key}: nested too deeply, perhaps in itself; see config/README.md")
    if isinstance(value, dict):
        for name, part in value.items():
            check_name(key, name)
            check_values(part, (*path, name))
    elif isinstance(value, list | tuple):
        for i, part in enumerate(value):
            check_values(part, (*path, i))
    elif isinstance(value, str):
        check_text(key, value)
    elif isinstance(value, int | float):
        if abs(value) > LARGEST or not math.isfinite(value):
            raise InputError(f"{key}: {told(value)} is out of all range; write a finite number")
    elif value is not None:
        raise InputError(f"{key}: a {type(value).__name__} to YAML; put it in quotes")


def told(number):
    """A number as it is written, without all of its digits if it has hundreds."""
    return str(number) if isinstance(number, float) or abs(number) < LARGEST**2 else "this number"


def check_name(key, name):
    """InputError for the name of a key that is no plain text."""
    if not isinstance(name, str):
        raise InputError(f"{key}: the name {name} is no text to YAML; put it in quotes")
    check_text(f"{key}: the name {name[:40]!r}", name)


def check_text(key, text):
    """InputError for a text that is not plain, or as long as no path is."""
    if len(text) > LONGEST:
        raise InputError(f"{key}: {len(text)} characters, more than any path has; shorten it")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise InputError(f"{key}: holds a control character, such as a line break; remove it")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError(f"{key}: {text!a} is not UTF-8; rename that file or folder") from None


def with_integers(value, schema):
    """A copy in which integers are what the schema wants as such: 16.0 is 16."""
    if isinstance(value, list):
        return [with_integers(part, schema.get("items", {})) for part in value]
    if isinstance(value, dict):
        known, named = schema.get("properties", {}), schema.get("additionalProperties")
        return {key: with_integers(part, known.get(key, named)) for key, part in value.items()}
    return int(value) if schema.get("type") == "integer" else value
