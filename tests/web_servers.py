"""nginx, Apache and Caddy on this machine, each with nothing but the site's own configuration.

`root` is the folder of a host, as a browser sees it; the site lies in it, or, with a `base` such as
"/blog", in a folder of it. Programs come from the fixture `tool`; they are plain processes that end
with the block. `folder` is for their logs and configuration.
"""

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

SERVERS = ("nginx", "apache", "caddy")
_PACKAGES = {"apache2": "apache2-bin"}
_SECONDS = 20

# These are the snippets of docs/publish.md, with a port of ours.
_NGINX = """\
error_log stderr;
pid {folder}/pid;
daemon off;
master_process off;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include "{site}/_servers/nginx-http.conf";
    server {{
        listen 127.0.0.1:{port};
        server_name blog.example;
        root "{root}";
        include "{site}/_servers/nginx-server.conf";
    }}
}}
"""
_APACHE = """\
ServerRoot "{folder}"
ServerName blog.example
Listen 127.0.0.1:{port}
PidFile "{folder}/pid"
Mutex posixsem
ErrorLog /dev/stderr
{load}
User daemon
Group daemon
DocumentRoot "{root}"
<Directory />
    Require all denied
</Directory>
<Directory "{root}">
    AllowOverride All
    Require all granted
</Directory>
<Files ".ht*">
    Require all denied
</Files>
"""
_APACHE_MODULES = (
    "mpm_event",
    "authz_core",
    "dir",
    "mime",
    "headers",
    "rewrite",
    "filter",
    "deflate",
)
_CADDY = """\
{{
	admin off
	auto_https off
}}
http://127.0.0.1:{port} {{
	root * "{root}"
	import "{site}/_servers/Caddyfile"
	file_server
}}
"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer. `leads_to` is its Location without our own address, which Apache puts before it."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    leads_to: str


def ask(
    address: str, target: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Answer:
    """Give the answer to one request, whose target is sent as it stands; nothing is followed."""
    host = address.removeprefix("http://")
    with closing(http.client.HTTPConnection(host, timeout=_SECONDS)) as connection:
        connection.request(method, target, headers=headers or {})
        answer = connection.getresponse()
        location = answer.getheader("Location", "")
        return Answer(
            status=answer.status,
            headers=answer.headers,
            body=answer.read(),
            leads_to=location.removeprefix(address),
        )


@contextmanager
def running(
    name: str, tool: Callable[..., Path], root: Path, folder: Path, *, base: str = ""
) -> Iterator[str]:
    """Give the address of the server of that name, out of SERVERS."""
    start = {"nginx": nginx, "apache": apache, "caddy": caddy}[name]
    with start(tool, root, folder, base=base) as address:
        yield address


@contextmanager
def nginx(tool: Callable[..., Path], root: Path, folder: Path, *, base: str = "") -> Iterator[str]:
    """Give the address of an nginx for the host's folder."""
    port = free_port()
    text = _NGINX.format(folder=folder, root=root, site=f"{root}{unquote(base)}", port=port)
    command = [tool("nginx"), "-e", "stderr", "-p", folder, "-c", _write(folder, text)]
    with _process(command, port, folder) as address:
        yield address


@contextmanager
def apache(
    tool: Callable[..., Path],
    root: Path,
    folder: Path,
    *,
    base: str = "",
    without: tuple[str, ...] = (),
) -> Iterator[str]:
    """Give the address of an Apache for the host's folder, if need be without some of its modules."""
    del base  # Apache finds .htaccess by itself
    program = tool("apache2", package=_PACKAGES["apache2"])
    port = free_port()
    modules = [name for name in _APACHE_MODULES if name not in without]
    with ExitStack() as stack:
        if os.geteuid() == 0:
            root = stack.enter_context(_readable(root))
        load = "\n".join(
            f'LoadModule {name}_module "{_modules(program)}/mod_{name}.so"' for name in modules
        )
        if "mime" in modules:
            load += "\nTypesConfig /dev/null"
        text = _APACHE.format(folder=folder, root=root, port=port, load=load)
        command = [program, "-f", _write(folder, text), "-X"]
        yield stack.enter_context(_process(command, port, folder))


@contextmanager
def caddy(tool: Callable[..., Path], root: Path, folder: Path, *, base: str = "") -> Iterator[str]:
    """Give the address of a Caddy for the host's folder."""
    port = free_port()
    text = _CADDY.format(root=root, site=f"{root}{unquote(base)}", port=port)
    config = _write(folder, text)
    command = [tool("caddy"), "run", "--adapter", "caddyfile", "--config", config]
    with _process(command, port, folder) as address:
        yield address


def free_port() -> int:
    """Give a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _modules(program: Path) -> Path:
    """Give the folder of Apache's modules: where it was unpacked, or the machine's."""
    unpacked = program.parent.parent / "usr/lib/apache2/modules"
    return unpacked if unpacked.is_dir() else Path("/usr/lib/apache2/modules")


@contextmanager
def _readable(root: Path) -> Iterator[Path]:
    """Give a copy that anybody may read: started by root, Apache answers as somebody else."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(shutil.copytree(root, Path(place) / "root", symlinks=True))


def _write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "server.conf"
    config.write_text(text)
    return config


@contextmanager
def _process(command: list[str | Path], port: int, folder: Path) -> Iterator[str]:
    """Run a server until the block ends; AssertionError, with what it said, when it does not start."""
    homes = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    said = folder / "said"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [*map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **homes},
        )
        try:
            _wait(process, port, said)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen, port: int, said: Path) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(said.read_text(errors="replace")[-4_000:])
