import pytest


def test_all_is_well(desk):
    assert desk.get("/health").text == "ok\n"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_desk_that_carries_no_letters_is_not_well(desk):
    with desk.newsletter.engine.begin() as connection:  # as a later version might have left it
        connection.exec_driver_sql(
            "INSERT INTO outgoing (kind, about, language, made, attempts, not_before) "
            "VALUES ('unheard of', '1', 'en', '2026-01-01T00:00:00.000Z', 0, '2026-01-01T00:00:00.000Z')"
        )
    desk.subscribe("bo@work.example")

    desk.until(lambda: desk.get("/health").status == 503)
    assert "log" in desk.get("/health").text
