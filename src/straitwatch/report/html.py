"""A page becomes one HTML file that asks for nothing from outside."""

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from straitwatch.report.document import Page
from straitwatch.report.svg import palette_css, style_css

__all__ = ["to_html"]

_SHELF = "templates"


def to_html(page: Page) -> str:
    """Write a page as HTML.

    Args:
        page: the report; every text in it is escaped here, its SVG was escaped when drawn.

    Returns:
        a whole document: styles and drawings inside, no script, no request.
    """
    house = Environment(
        loader=PackageLoader("straitwatch.report", _SHELF),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = files("straitwatch.report").joinpath(_SHELF, "report.css").read_text(encoding="utf-8")
    style = Markup(palette_css() + style_css() + css)  # noqa: S704 - our own words only
    house.globals["kinds"] = _kind
    return house.get_template("report.html.j2").render(page=page, style=style).lstrip()


def _kind(block: object) -> str:
    return type(block).__name__
