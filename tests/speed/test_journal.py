"""Tables that go from build to build: what the last build that came to its end has left, and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from plugins.speed.journal import Journal, clear

ROWS = st.dictionaries(st.sampled_from("abcdef"), st.binary(max_size=40) | st.integers(0, 3))
TABLES = st.fixed_dictionaries({"rows": ROWS, "more": ROWS})
LONG = bytes(20_000)


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


def save(folder, *builds, key="key"):
    """Let builds follow one another from the first on, each with its tables."""
    for number, tables in enumerate(builds):
        journal = Journal(folder, "rows", key)
        journal.read(str(number or ""))
        journal.save(str(number + 1), tables)


class Builds(RuleBasedStateMachine):
    """Builds of which only some come to their end, beside the tables as the last of these left them."""

    @initialize(tables=TABLES)
    def begin(self, tables):
        self.folder = self.factory.mktemp("rows")
        self.commit, self.tables = 0, None
        self.build(tables, ends=True, is_long=False)

    @rule(tables=TABLES, ends=st.booleans(), is_long=st.booleans())
    def build(self, tables, *, ends, is_long):
        if is_long:
            tables["rows"] |= {"long": LONG + bytes([self.commit % 256])}
        clear(self.folder, "rows", str(self.commit or ""))
        journal = Journal(self.folder, "rows", "key")
        found = journal.read(str(self.commit or ""))
        assert found == self.tables
        for rows in (found or {}).values():
            rows.clear()  # what was given may be changed
        journal.save(str(self.commit + 1), tables)
        if ends:
            self.commit += 1
            self.tables = {name: dict(rows) for name, rows in tables.items()}

    @rule()
    def damage(self):
        for path in self.folder.glob("*.more"):
            data = path.read_bytes()
            path.write_bytes(data[:-1])
            found = Journal(self.folder, "rows", "key").read(str(self.commit))
            path.write_bytes(data)
            assert found in (None, self.tables)  # what was cut off may be of no build


def test_what_is_found_is_what_the_last_build_that_ended_has_left(tmp_path_factory):
    Builds.factory = tmp_path_factory
    case = Builds.TestCase()
    case.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
    case.runTest()


def test_little_that_changes_is_added_and_much_makes_a_whole_anew(tmp_path):
    many = {str(number): LONG for number in range(10)}
    save(tmp_path, {"rows": many}, {"rows": many | {"a": 1}})
    assert files_in(tmp_path) == ["rows-1", "rows-1.more"]
    assert (tmp_path / "rows-1.more").stat().st_size < len(LONG)

    more = {name: LONG + name.encode() for name in many}
    journal = Journal(tmp_path, "rows", "key")
    journal.read("2")
    journal.save("3", {"rows": more}, lambda: {"rows": {"tidied": 1}})

    assert Journal(tmp_path, "rows", "key").read("3") == {"rows": {"tidied": 1}}
    clear(tmp_path, "rows", "3")
    assert files_in(tmp_path) == ["rows-3"]


def test_it_does_not_grow_without_end(tmp_path):
    builds = [{"rows": {str(number): LONG}} for number in range(60)]

    save(tmp_path, *builds)
    clear(tmp_path, "rows", "60")

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 8 * len(LONG)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_what_is_damaged_anywhere_is_as_if_it_were_not_there(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("rows")
    save(folder, {"rows": {"a": 1}}, {"rows": {"a": 2}}, {"rows": {"a": 2, "b": 3}})
    path = folder / data.draw(st.sampled_from(["rows-1", "rows-1.more"]))
    held = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(held) - 1))
    held[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(held)

    found = Journal(folder, "rows", "key").read("3")
    assert found in (
        None,
        {"rows": {"a": 2, "b": 3}},
    )  # a length may be too long for the last record


def test_records_of_other_tables_or_of_another_key_are_not_taken(tmp_path):
    mine, other = tmp_path / "mine", tmp_path / "other"
    for folder, number in ((mine, 1), (other, 2)):
        folder.mkdir()
        save(folder, {"rows": {"a": number}}, {"rows": {"a": number, "b": number}})

    assert Journal(mine, "rows", "another").read("2") is None
    (mine / "rows-1.more").write_bytes((other / "rows-1.more").read_bytes())

    assert Journal(mine, "rows", "key").read("2") is None
    assert Journal(mine, "rows", "key").read("1") == {"rows": {"a": 1}}
    assert Journal(mine, "rows", "key").read("") is None


def test_what_was_foreseen_is_read_once_and_only_where_it_is_so(tmp_path):
    Journal(tmp_path, "rows", "key").save("1", {"rows": {"a": 1}})
    Journal(tmp_path, "rows", "key").foresee()
    Journal(tmp_path, "rows", "key").foresee()
    first, second = (Journal(tmp_path, "rows", "key").read("1") for _time in range(2))
    first["rows"]["a"] = 2
    assert second == {"rows": {"a": 1}}
    assert Journal(tmp_path, "rows", "another").read("1") is None

    Journal(tmp_path, "rows", "key").foresee()
    Journal(tmp_path, "rows", "key").save("1", {"rows": {"a": 3}})

    assert Journal(tmp_path, "rows", "key").read("1") == {"rows": {"a": 3}}


def test_where_nothing_is_kept_nothing_is_foreseen(tmp_path):
    Journal(tmp_path, "rows", "key").foresee()

    assert Journal(tmp_path, "rows", "key").read("1") is None
