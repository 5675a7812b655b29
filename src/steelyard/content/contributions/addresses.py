"""Addresses of contributions: which may be named, and when two are the same."""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "igshid", "si", "ref", "ref_src", "source", "trk", "spm"})
_TRACKING_PREFIXES = ("utm_", "mc_", "hsa_", "pk_")
_INDEX_PAGES = ("/index.html", "/index.htm", "/index.php")
_KEPT = "/:@!$&'()*+,;=~-._"


def normalize_address(address: str) -> str:
    """Return what two addresses of one page share: the host without www, the path, and those parameters that choose a page.

    Scheme, fragment, tracking parameters, their order, a closing slash and the way letters are escaped make no difference.
    An address that is none is its own key.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return address.strip()
    if not host:
        return address.strip()
    params = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(key)]
    path = quote(unquote(parts.path), safe=_KEPT)
    host = host.removeprefix("www.")
    if host == "youtu.be" and len(path) > 1:
        host, params, path = "youtube.com", [("v", path.strip("/")), *params], "/watch"
    if host.removeprefix("m.") == "youtube.com":
        host = "youtube.com"
        params = [(key, value) for key, value in params if key != "t"]
    for page in _INDEX_PAGES:
        path = path.removesuffix(page)
    query = urlencode(sorted(params))
    where = host if port in {None, 80, 443} else f"{host}:{port}"
    return f"{where}{path.rstrip('/')}{'?' + query if query else ''}"


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered in _TRACKING or lowered.startswith(_TRACKING_PREFIXES)
