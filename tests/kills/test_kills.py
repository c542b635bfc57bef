"""Ten kills; a hundred and more in `./dev bench kills`."""

from tests.kills.campaign import Campaign


def test_whatever_is_killed_nothing_that_was_promised_is_lost(tmp_path):
    tally = Campaign(tmp_path, kills=10).run()
    assert (tally.lost, tally.wrong, sum(tally.kills.values())) == ([], [], 10)
    # It could have been lost: all of them worked meanwhile, and letters were under way when their worker ended.
    assert min(tally.applications, tally.saves, tally.cards, tally.interviews, tally.in_doubt) > 0, str(tally)
