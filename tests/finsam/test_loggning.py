import logging

import pytest

from finsam.loggning import MaskSecrets, mask_secrets


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("/inbjudan/Ab-c_defghijklmnop/ 404", "/inbjudan/.../ 404"),
        ("?next=%2Finbjudan%2FAb-c_defghijklmnop%2F", "?next=%2Finbjudan%2F...%2F"),
        ("/konto/losenord/glomt/1a-cwz3sl-0123456789abcdef/", "/konto/losenord/glomt/.../"),
        ("/konto/losenord/glomt/klart/", "/konto/losenord/glomt/klart/"),
        ("/behorigheter/222000-2576/inbjudningar/7/", "/behorigheter/222000-2576/inbjudningar/7/"),
    ],
)
def test_links_that_let_in_are_masked(text, masked):
    assert mask_secrets(text) == masked


def test_in_arguments_too():
    path = "/inbjudan/abcdefghijklmnopqrst/"
    record = logging.LogRecord("x", logging.WARNING, "", 1, "%s: %s", ("Gone", path), None)

    MaskSecrets().filter(record)

    assert record.getMessage() == "Gone: /inbjudan/.../"
