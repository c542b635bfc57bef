"""No page leads anybody to a place that is not there for them: every link on every page that opens for somebody opens for them, too."""

import pytest
from tests.access.crawl import crawled, links

pytestmark = pytest.mark.django_db


def test_every_link_opens_for_whomever_it_is_shown_to():
    assert crawled().dead == []


def test_links_are_found_wherever_they_stand_on_a_page():
    page = """<a href="/people/?q=a&amp;b=c">P</a> <a class="x" href="?by=person">B</a> <a
        href="#top">T</a> <a href="https://elsewhere.example/">E</a> <a href="mailto:a@b.example">M</a> <link href="/static/a.css">"""
    assert links("/applications/1/", page) == {"/people/", "/applications/1/"}
