"""The renderers by name, for the command line and the settings file."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from esslink.errors import OptionError
from esslink.render import Renderer

__all__ = ["PROFILES", "profile"]

PROFILES = {
    "web": ("web", "Web"),
    "page": ("page", "ToPage"),
    "title": ("title", "Title"),
    "mail": ("mail", "Mail"),
    "feed": ("feed", "Feed"),
    "epub": ("epub", "Epub"),
    "markdown": ("markdown", "Markdown"),
    "attributes": ("attributes", "Attributes"),
}
"""Name of a profile: its module in this package and its class."""


def profile(name: str, options: Mapping[str, object] | None = None) -> Renderer:
    """
    Make a renderer by the profile's name; *options* are the fields of its class.

    Only the module of that profile is imported.

    Raises:
        OptionError: no such profile, no such option, or a value that it does not take.

    >>> profile("web", {"assets": "linked"})
    Web(assets='linked', assets_at='', title=None, heading=2, lang='fr', words='')
    >>> profile("page", {"adress": "/"})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    esslink.errors.OptionError: page: l’option ... n’existe pas...

    """
    if name not in PROFILES:
        raise OptionError(
            f"«\u00a0{name}\u00a0» n’existe pas\u00a0; choisir parmi {', '.join(PROFILES)}",
            place="profile",
        )
    module, kind = PROFILES[name]
    made = getattr(importlib.import_module(f"esslink.render.{module}"), kind)
    fields = list(made.__dataclass_fields__)
    for option in options or ():
        if option not in fields:
            raise OptionError(
                f"l’option «\u00a0{option}\u00a0» n’existe pas\u00a0; "
                f"choisir parmi {', '.join(fields)}",
                place=name,
            )
    renderer: Renderer = made(**(options or {}))
    return renderer
