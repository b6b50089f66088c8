"""What authors state about old addresses, and what is told when it cannot be."""

from pathlib import Path

from plugins.addresses.stated import clashes, parse_redirect_from, parse_redirects

POST = Path("2026-05-31-lunch.md")
TABLE = Path("redirects.txt")


def stated(text, pages=None):
    found, faults = parse_redirects(text, TABLE)
    assert not faults
    return [str(fault) for fault in clashes(found, pages or {})]


def test_a_line_with_commas_and_its_continuation_are_read():
    found, faults = parse_redirect_from(
        ["/old.html, /?p=12", "/older/,"], "/2026/05/lunch.html", path=POST, line=4
    )

    assert [(one.rule.old, one.rule.query, one.line) for one in found] == [
        ("/old.html", None, 4),
        ("/", ("p", "12"), 4),
        ("/older", None, 5),
    ]
    assert not faults


def test_what_is_no_address_is_a_fault_with_its_line_and_stops_no_other():
    found, faults = parse_redirect_from(["old.html, /older"], "/new.html", path=POST, line=4)

    assert [one.rule.old for one in found] == ["/older"]
    assert "line 4" in str(faults[0])
    assert '"old.html" cannot be used: write it from the slash on' in str(faults[0])


def test_redirects_txt_has_remarks_and_empty_lines():
    found, faults = parse_redirects("# moved in 2012\n\n/old /new/\n", TABLE)

    assert [(one.rule.old, one.rule.new, one.line) for one in found] == [("/old", "/new/", 3)]
    assert not faults


def test_a_line_that_is_no_redirect_is_named():
    _found, faults = parse_redirects("/old\n/a b c\n/x https://elsewhere.example/\n", TABLE)

    assert [fault.line for fault in faults] == [1, 2, 3]
    assert all("is no redirect" in fault.message for fault in faults)


def test_of_a_site_in_a_folder_both_columns_may_begin_with_that():
    text = (
        "/blog/old /blog/new/\n/older /new/\n/blogger /new/\nhttps://ana.example/blog/?p=1 /blog\n"
    )
    found, faults = parse_redirects(text, TABLE, "/blog")

    assert [(one.rule.old, one.rule.new) for one in found] == [
        ("/old", "/new/"),
        ("/older", "/new/"),
        ("/blogger", "/new/"),
        ("/", "/"),
    ]
    assert not faults
    own, _faults = parse_redirect_from(["/blog/a.html"], "/b.html", path=POST, base="/blog")
    assert own[0].rule.old == "/a.html"
    _found, (fault,) = parse_redirects("/blog/ /new/\n", TABLE, "/blog")
    assert '"/blog/" is the first page' in str(fault)


def test_a_redirect_over_a_page_is_told_with_the_pages_file():
    (fault,) = stated("/about /new/\n", {"/about": "about.md"})

    assert "is the address of about.md" in fault


def test_two_targets_for_one_address_are_told_with_both():
    (fault,) = stated("/old /a/\n/old/ /b/\n")

    assert "leads to /b/ here and to /a/ by redirects.txt, line 1" in fault


def test_the_same_said_twice_is_no_fault():
    assert stated("/old /a/\n/old/ /a\n") == []


def test_what_leads_to_itself_is_told():
    (fault,) = stated("/old /old/\n")

    assert "leads to itself" in fault


def test_a_chain_is_told_with_its_end():
    (fault,) = stated("/a /b\n/b /c\n")

    assert "the old address /a leads to /b, which leads on itself; write /c at once" in fault


def test_a_loop_is_told_once_for_each_of_its_steps_and_ends():
    faults = stated("/a /b\n/b /c\n/c /a\n")

    assert len(faults) == 3
    assert "round and back to itself: /a → /b → /c → /a" in faults[0]


def test_a_way_into_a_loop_is_told_and_ends():
    faults = stated("/in /a\n/a /b\n/b /a\n")

    assert len(faults) == 3


def test_addresses_that_differ_in_their_query_are_two():
    assert stated("/?p=1 /a/\n/?p=2 /b/\n") == []
