"""`vaer lsp` under a client that others wrote: pygls, by way of pytest-lsp."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess

import pytest
import pytest_lsp
from harness import ROOT, binary
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "SWIFT_BACKTRACE": "enable=no"}


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[str(binary()), "lsp", "--stdio"], server_env=ENVIRONMENT))
async def client(lsp_client: LanguageClient, tmp_path):
    """An editor with a copy of the example definitions; it ends the conversation and checks how the server ends."""
    lsp_client.folder = tmp_path / "pairs.d"
    lsp_client.watched = []

    @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(params: lsp.RegistrationParams) -> None:
        lsp_client.watched += [one.register_options["watchers"][0]["globPattern"] for one in params.registrations]

    shutil.copytree(ROOT / "pairs.d", lsp_client.folder)
    await lsp_client.initialize_session(
        lsp.InitializeParams(capabilities=client_capabilities("visual-studio-code"), root_uri=tmp_path.as_uri())
    )
    yield
    await lsp_client.shutdown_session()


def opened(client: LanguageClient, name: str, text: str | None = None) -> tuple[str, str]:
    """Opens a file of the folder, with other text when that is given."""
    path = client.folder / name
    text = path.read_text() if text is None else text
    item = lsp.TextDocumentItem(uri=path.as_uri(), language_id="vaer", version=1, text=text)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    return path.as_uri(), text


def place(text: str, needle: str, offset: int = 0) -> lsp.Position:
    """The position of some text; what is before it in its line is ASCII."""
    before = text[: text.index(needle) + offset]
    return lsp.Position(before.count("\n"), len(before) - before.rfind("\n") - 1)


async def settled(client: LanguageClient, uri: str, check) -> list[lsp.Diagnostic]:
    """Waits until what was told of a file is as expected."""
    for _ in range(200):
        if uri in client.diagnostics and check(client.diagnostics[uri]):
            return client.diagnostics[uri]
        await asyncio.sleep(0.05)
    raise AssertionError(f"{uri}: {client.diagnostics.get(uri)}")


@pytest.mark.asyncio
async def test_mistakes_come_and_go_as_one_types(client):
    uri, text = opened(client, "edge.vaer")
    assert not await settled(client, uri, lambda found: True)
    identifier = lsp.VersionedTextDocumentIdentifier(uri=uri, version=2)
    start = place(text, "region")
    end = lsp.Position(start.line, start.character + len("region"))
    change = lsp.TextDocumentContentChangePartial(range=lsp.Range(start, end), text="regoin")
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [change]))
    found = await settled(client, uri, bool)
    diagnostic = next(one for one in found if one.code == "unknown-key")
    assert "did you mean 'region'?" in diagnostic.message
    assert diagnostic.severity == lsp.DiagnosticSeverity.Error
    assert diagnostic.range == lsp.Range(start, end)
    whole = lsp.TextDocumentContentChangeWholeDocument(text=text)
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [whole]))
    assert not await settled(client, uri, lambda found: not found)


@pytest.mark.asyncio
async def test_a_change_in_one_file_is_told_in_another_that_is_not_open(client):
    uri, text = opened(client, "edge.vaer")
    await settled(client, uri, lambda found: True)
    assert client.watched == ["**/*.vaer"]
    (client.folder / "second.vaer").write_text("vaer 1\n" + text[text.index("pair ") :])
    client.workspace_did_change_watched_files(
        lsp.DidChangeWatchedFilesParams([lsp.FileEvent(uri, lsp.FileChangeType.Created)])
    )
    second = (client.folder / "second.vaer").as_uri()
    found = await settled(client, second, bool)
    twice = next(one for one in found if one.code == "duplicate-block")
    assert twice.related_information[0].location.uri == uri
    (client.folder / "second.vaer").unlink()
    client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
    assert not await settled(client, second, lambda found: not found)


@pytest.mark.asyncio
async def test_formatting_makes_what_fmt_makes(client):
    text = (client.folder / "edge.vaer").read_text().replace("  ", "    ").replace(" = ", "=") + "\n\n\n"
    uri, _ = opened(client, "edge.vaer", text)
    edits = await client.text_document_formatting_async(
        lsp.DocumentFormattingParams(lsp.TextDocumentIdentifier(uri), lsp.FormattingOptions(2, True))
    )
    lines = text.splitlines(keepends=True)
    offset = lambda position: sum(map(len, lines[: position.line])) + position.character  # noqa: E731
    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    formatted = subprocess.run(
        [str(binary()), "fmt", "-"], input=text, capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    assert formatted.stdout == text


@pytest.mark.asyncio
async def test_an_author_is_helped_with_words(client):
    uri, text = opened(client, "edge.vaer")
    document = lsp.TextDocumentIdentifier(uri)
    hover = await client.text_document_hover_async(lsp.HoverParams(document, place(text, "region", 2)))
    assert "The region of both routers" in hover.contents.value
    target = await client.text_document_definition_async(
        lsp.DefinitionParams(document, place(text, 'from "', len('from "')))
    )
    assert target.uri.endswith(".vaer")
    symbols = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
    assert "sfo-edge" in [symbol.name for symbol in symbols]
    completions = await client.text_document_completion_async(
        lsp.CompletionParams(document, place(text, "region", 0))
    )
    assert {"sweep", "notify"} <= {item.label for item in completions.items}


@pytest.mark.asyncio
async def test_other_systems_line_ends_and_wide_characters_have_their_places(client):
    text = 'vaer 1\r\ndefaults {\r\n  description = "😀 é"  swep = 1m\r\n}\r\n'
    uri, _ = opened(client, "wide.vaer", text)
    found = await settled(client, uri, bool)
    # The face is two UTF-16 code units.
    assert found[0].range == lsp.Range(lsp.Position(2, 24), lsp.Position(2, 28))


def test_broken_streams_end_without_a_crash():
    for stream in (b"", b"garbage", b"Content-Length: 5\r\n\r\n{}", b"Content-Length: -1\r\n\r\n" * 100, os.urandom(100_000)):
        run = subprocess.run([str(binary()), "lsp"], input=stream, capture_output=True, env=ENVIRONMENT, timeout=60)
        assert run.returncode == 1, (stream[:40], run.stderr)
        assert b"Fatal" not in run.stderr
