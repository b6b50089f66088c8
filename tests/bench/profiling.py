"""Where the processors' time of a cold build of ours goes."""

from collections.abc import Iterator
from pathlib import Path

from running import run
from shares import find_shares, table
from sites import command, make_cold, write_site

SAMPLED = Path(__file__).parent / "sampled"


def profile(folder: Path, *, posts: int) -> Iterator[str]:
    """Build so many posts in one process, and give the table of the parts, the largest first."""
    site = write_site("ours", folder / "ours", posts)
    building = command(site, settings="alone")
    run(building, site.folder, timeout=site.timeout)  # so that Python has compiled all
    make_cold(site)
    samples = folder / "samples"
    told = {"PYTHONPATH": str(SAMPLED), "BENCH_SAMPLES": str(samples)}
    done = run(building, site.folder, timeout=site.timeout, environment=told)
    shares = find_shares(samples.read_text().splitlines())
    yield f"{posts:,} posts, cold, ours, in one process: {done.seconds:.2f} s, of processors {done.cpu:.2f} s"
    yield from table(shares)
