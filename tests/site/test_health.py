"""The page that whoever watches over the site asks."""

from django.test import Client


def test_the_site_says_that_it_is_well_and_nothing_about_anybody(db):
    answer = Client().get("/halsa/")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


def test_it_is_asked_from_inside_without_https(db, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert Client().get("/halsa/").status_code == 200
    assert Client().get("/roller/").status_code == 301
