"""Hook of mkdocs.yml: the pages that are made at build time, and links that leave docs/.

Generated pages: the front page from README.md, changelog and contributing, the examples, the notebooks
with their outputs, the command line's help from its parser, and the reference of the public Python names. In a
page the comments

    <!-- organism: lizard -->                          the exported page with this organism of the zoo, or of a
                                                       file of the source tree, in a frame
    <!-- film: lizard --cut left@200 -->               the film of `blastema render` with these words

are replaced by what they name; elsewhere, as on a repository's page, they are invisible.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import shlex
import tempfile
import textwrap
from pathlib import Path

import address
import notebook_pages
import public_surface
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
BESIDE = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
"""Pages of the site whose sources are outside docs/."""
_LINK = re.compile(r"(\]\()([^)#\s]+)")
_FOLDER_LINK = re.compile(r"(?<!!)\[([^][]*)\]\(([^)#\s]+)\)")
_MARK = re.compile(r"<!-- (organism|film): (.+?) -->")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Take the repository's address from pyproject.toml."""
    if repository := address.address():
        config.repo_url, config.repo_name = repository, "Source"
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages and files."""
    pages = {page: (ROOT / file).read_text("utf-8") for file, page in BESIDE.items()}
    pages |= {"examples.md": examples(), "cli.md": command_line()}
    pages |= {page: notebook_pages.markdown(name) for name, page in notebook_pages.names().items()}
    pages |= {"api.md": reference("Python", public_surface.names())}
    pages |= {"api-extending.md": reference("Extension points", public_surface.extension_points())}
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    texts = [file.content_string for file in files.documentation_pages()]
    marks = {mark for text in texts for mark in _MARK.findall(text)}
    for kind, words in sorted(marks):
        made = organism(words) if kind == "organism" else film(words)
        files.append(File.generated(config, _made_name(kind, words), content=made))
    for path in sorted(_linked(files)):
        files.append(File.generated(config, _published(path), abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Change links to the source tree to pages and files of the site, and replace marks."""
    # A folder of the source tree has no page: only its name stays.
    markdown = _FOLDER_LINK.sub(lambda link: link[1] if _is_folder(link[2], page.file.src_uri) else link[0], markdown)
    markdown = _LINK.sub(lambda link: link[1] + _target(link[2], page.file.src_uri), markdown)
    return _MARK.sub(lambda mark: _shown(mark[1], mark[2]), markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Insert the outputs of notebooks."""
    named = {page: name for name, page in notebook_pages.names().items()}
    name = named.get(page.file.src_uri)
    return html if name is None else notebook_pages.with_outputs(html, name)


def _home(page: str) -> str:
    """The folder, relative to the project's root, to which a page's links are relative."""
    return "" if page in BESIDE.values() else "docs"


def _path(link: str, page: str) -> str | None:
    """The file or folder in the source tree that a link names; none if it leads elsewhere."""
    if ":" in link or link.startswith("/"):
        return None
    return posixpath.normpath(posixpath.join(_home(page), link))


def _target(link: str, page: str) -> str:
    path = _path(link, page)
    if path is None:
        return link
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if path in BESIDE:
        return BESIDE[path]
    if path == "examples":
        return "examples.md"
    if (ROOT / path).is_file():
        return _published(path)
    return link  # not found, which the build refuses


def _published(path: str) -> str:
    """The place of a source file on the site; HTML files get another ending, so that they are not taken for pages."""
    return f"source/{path}" + (".txt" if path.endswith(".md") else "")


def _is_folder(link: str, page: str) -> bool:
    path = _path(link, page)
    return path is not None and path != "examples" and (ROOT / path).is_dir()


def _linked(files: Files) -> set[str]:
    """The files of the source tree that pages link to."""
    found = set()
    for file in files.documentation_pages():
        for _, link in _LINK.findall(file.content_string):
            if _target(link, file.src_uri).startswith("source/"):
                found.add(_path(link, file.src_uri) or "")
    return found


def _made_name(kind: str, words: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return f"made/{plain}.{'html' if kind == 'organism' else 'webp'}"


def _shown(kind: str, words: str) -> str:
    name = _made_name(kind, words)
    if kind == "film":
        return f"![blastema render {words}]({name})"
    # The page in it has its own policy; the frame may only run scripts and save recordings.
    return (
        f'<iframe src="{name}" title="{posixpath.splitext(posixpath.basename(words))[0]}, alive" loading="lazy" '
        'sandbox="allow-scripts allow-downloads" allow="clipboard-write" '
        'style="width: 100%; height: 34rem; border: 0"></iframe>'
    )


def organism(name: str) -> str:
    """The exported page with an organism of the zoo, or of a file of the source tree."""
    from blastema import page
    from blastema.zoo.loading import load_organism

    file = ROOT / name
    return page.build([load_organism(file if file.is_file() else name)], packed=True)


def film(words: str) -> bytes:
    """A film by the arguments of ``blastema render``."""
    from blastema.cli import run

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "film.webp"
        with contextlib.redirect_stdout(io.StringIO()):
            code = run(["render", *shlex.split(words), "--out", str(out)])
        if code:
            raise SystemExit(f"<!-- film: {words} --> cannot be made")
        return out.read_bytes()


def examples() -> str:
    """All programs of examples/, each with its docstring."""
    notebooks = ", ".join(f"[{name.removesuffix('.ipynb')}]({page})" for name, page in notebook_pages.names().items())
    parts = ["# Examples", f"Programs (`python examples/NAME.py`), and notebooks with their outputs: {notebooks}."]
    for path in sorted((ROOT / "examples").rglob("*.py")):
        name = path.relative_to(ROOT / "examples").as_posix()
        parts.append(f"## {name}\n\n```python\n{path.read_text('utf-8').strip()}\n```")
    return "\n\n".join(parts) + "\n"


def command_line() -> str:
    """The help of every verb."""
    from blastema.cli.verbs import GROUPS, VERBS

    parts = ["# Command line", "The output of `blastema COMMAND --help`.", _help("blastema", [])]
    for verb in VERBS:
        parts.append(_help(f"blastema {verb}", [verb]))
        parts += [_help(f"blastema {verb} {each}", [verb, each], "###") for each in GROUPS.get(verb, ())]
    return "\n\n".join(parts) + "\n"


def _help(title: str, words: list[str], level: str = "##") -> str:
    from blastema.cli.parser import help_of

    # What fits beside the navigation; usage and description are single lines, which a terminal wraps.
    lines = help_of(words, width=80).splitlines()
    text = "\n".join(textwrap.fill(re.sub(r",(?=\S)", ", ", line), 78) if len(line) > 80 else line for line in lines)
    return f"{level} {title}\n\n```text\n{text}\n```"


def reference(title: str, paths: dict[str, str]) -> str:
    """A page of mkdocstrings: names by heading, and where each is defined."""
    parts = [f"# {title}"]
    for name, path in paths.items():
        parts.append(
            f"## {name}\n\n::: {path}\n    options:\n      show_root_heading: false\n      show_root_toc_entry: false"
        )
    return "\n\n".join(parts) + "\n"
