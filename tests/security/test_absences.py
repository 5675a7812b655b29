"""What we say is not there is not there: a technology that is not used cannot be attacked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.database import ROOT

SOURCES = sorted(path for path in (ROOT / "src/steelyard").rglob("*.py") if "migrations" not in path.parts)
MODULES = {
    "directories": ("ldap", "ldap3"),
    "documents by XPath or LaTeX": ("lxml", "pylatex", "elementpath"),
    "caches in memory": ("pylibmc", "pymemcache", "memcache"),
    "graphs of queries": ("graphene", "strawberry", "ariadne", "graphql"),
    "sockets of the web": ("websockets", "channels", "socketio"),
    "objects from bytes": ("pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"),
    "calls and short messages": ("twilio", "vonage", "aiortc"),
    "markup of authors": ("markdown", "mistune", "bleach"),
    "templates from text": ("jinja2", "mako"),
    "native code": ("ctypes", "cffi"),
}
_INSECURE = re.compile(
    r"hashlib\.md5|hashes\.(MD5|SHA1)|modes\.ECB|ARC4|TripleDES|PKCS1v15|random\.\w+\(.*(token|secret)"
)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


@pytest.mark.parametrize("technology", MODULES)
def test_what_is_not_used_cannot_be_attacked(technology: str) -> None:
    assert [(path.name, name) for path in SOURCES for name in _imports(path) if name in MODULES[technology]] == []


def test_what_authors_write_becomes_html_in_one_place_that_cleans_it() -> None:
    assert [path.name for path in SOURCES if {"markdown_it", "nh3"} & set(_imports(path))] == ["prose.py"]


def test_no_text_is_run_as_code() -> None:
    run = [
        (path.name, call.func.id)
        for path in SOURCES
        for call in _calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec", "compile"}
    ]
    assert run == []


def test_no_program_is_started_through_a_shell() -> None:
    shells = [
        (path.name, ast.unparse(call)[:60])
        for path in SOURCES
        for call in _calls(path)
        if ast.unparse(call.func) in {"os.system", "os.popen", "subprocess.getoutput"}
        or any(keyword.arg == "shell" and ast.unparse(keyword.value) != "False" for keyword in call.keywords)
    ]
    assert shells == []


def test_no_broken_cipher_or_hash_is_used_for_secrets() -> None:
    assert [
        (path.name, found[0]) for path in SOURCES if (found := _INSECURE.search(path.read_text(encoding="utf-8")))
    ] == []


def test_dependencies_are_pinned_by_their_hashes() -> None:
    for name in ("run", "build", "dev", "bootstrap"):
        text = (ROOT / f"requirements/{name}.txt").read_text()
        pinned = re.findall(r"^([a-z0-9._-]+)(\[.*\])?==", text, re.MULTILINE | re.IGNORECASE)
        assert pinned
        assert len(re.findall(r"^[^#\s].*\\$", text, re.MULTILINE)) >= len(pinned)
        assert text.count("--hash=sha256:") >= len(pinned)
        assert not re.search(r"--(extra-)?index-url", text)


def test_no_address_gives_out_codes_or_asks_for_consent() -> None:
    """The only grant is that of a client for itself: there is no authorization endpoint, no redirect, no refresh token."""

    def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield prefix + str(entry.pattern)
            else:
                yield from routes(entry, prefix + str(entry.pattern))

    assert [
        one
        for one in routes(get_resolver())
        if re.search("authorize|consent|introspect|userinfo|well-known/openid", one)
    ] == []
