"""What a template is filled with stays as it is, and cannot break out of its place."""

import json

import pytest
from jinja2 import UndefinedError

from ganca.show.templates import fill_html, fill_text


def test_filling_leaves_the_parts_as_they_are():
    filled = fill_text("<{{one}}|{{two}}>\n", one=r"{{two}} \1 & <b>", two="b")
    assert filled == "<{{two}} \\1 & <b>|b>\n"


def test_what_stands_in_a_page_is_no_html_unless_the_template_says_so():
    filled = fill_html("{{text}}|{{style | safe}}", text="<b>", style="a > b")
    assert filled == "&lt;b&gt;|a > b"


def test_data_cannot_end_its_element():
    data = {"name": "</script><b>"}
    filled = fill_html("{{data | tojson}}", data=data)
    assert "<" not in filled
    assert json.loads(filled) == data


@pytest.mark.parametrize("fill", [fill_html, fill_text])
def test_a_missing_part_is_an_error(fill):
    with pytest.raises(UndefinedError):
        fill("{{one}}{{two}}", one="")
