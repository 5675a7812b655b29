"""The pages that a document can describe: those that the menu and the palette lead to, by the names of their addresses."""

from steelyard.ui.portal import NavEntry, PaletteAction, Text, portal


def list_pages() -> dict[str, Text]:
    """Return what each page is called, by the name of its address."""
    actions = {entry.url_name: entry.label for entry in portal.every(PaletteAction)}
    return {**actions, **{entry.url_name: entry.label for entry in portal.every(NavEntry)}}
