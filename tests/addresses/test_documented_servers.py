"""The lines of docs/publish.md for nginx and Caddy are what a person copies: they have to work as they stand."""

import re
import subprocess

import pytest
from web_servers import free_port

from plugins.publishing.building import build
from plugins.shared.site import ENGINE

DOCS = (ENGINE / "docs" / "publish.md").read_text()
FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
SETTLED = {
    "nginx": ("nginx", ["-t", "-e", "stderr", "-g", "pid nginx.pid;", "-p", ".", "-c"]),
    "Caddy": ("caddy", ["adapt", "--validate", "--adapter", "caddyfile", "--config"]),
}


def block_of(server):
    """Give the indented lines that follow the server's name."""
    after = DOCS.split(f"**{server}**", 1)[1].split("\n\n", 1)[1]
    lines = after.split("\n\n**", 1)[0]
    return "\n".join(line.removeprefix("    ") for line in lines.splitlines())


@pytest.mark.parametrize("server", SETTLED)
def test_the_documented_lines_are_a_valid_configuration(site, tool, server, tmp_path):
    site.post(redirect_from="/old.html")
    build(site.open("publishconf"))
    (tmp_path / "current").symlink_to(site.output)
    text = block_of(server).replace("/srv/www/current", str(tmp_path / "current"))
    assert text.count("current/_servers/") == (2 if server == "nginx" else 1)
    text = re.sub(r"listen 80;", f"listen 127.0.0.1:{free_port()};", text)
    if server == "nginx":
        folders = "".join(f"{kind}_temp_path {kind};\n" for kind in FOLDERS)
        text = f"events {{}}\nhttp {{\naccess_log off;\n{folders}{text}\n}}\n"
    (tmp_path / "server.conf").write_text(text)
    program, options = SETTLED[server]

    done = subprocess.run(
        [tool(program), *options, tmp_path / "server.conf"],
        capture_output=True, text=True, check=False, cwd=tmp_path, env={"HOME": str(tmp_path)},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
