"""Filling Jinja templates.  A name that a template asks for and isn't given raises an error."""

from jinja2 import Environment, StrictUndefined


def fill_html(template, **parts):
    """The page that a template (text) describes.

    Whatever is filled in is escaped, unless the template marks it as safe.  The filter `tojson`
    writes compact JSON that may stand inside a script element.
    """
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return environment.from_string(template).render(parts)


def fill_text(template, **parts):
    """The text that a template describes; nothing is escaped."""
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(template).render(parts)
