"""Sign-in wears the same dress: allauth's pages, drawn with our parts."""

import re

import pytest
from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory


class Code(forms.Form):
    code = forms.CharField(label="Kod")


@pytest.fixture
def request_():
    request = RequestFactory().get("/konto/login/")
    request.session = {}
    return request


def test_sign_in_asks_for_what_it_needs_and_offers_nobody_to_sign_up(request_):
    html = render_to_string("account/login.html", {"form": LoginForm()}, request_)

    assert "<title>Logga in – Stegvis</title>" in html
    assert re.search(r'<input[^>]*type="email"[^>]*text-field__input', html)
    assert re.search(r'<input[^>]*type="password"[^>]*text-field__input', html)
    assert "/konto/signup/" not in html
    assert html.count("button--primary") == 1


def test_a_refused_sign_in_does_not_claim_that_the_password_is_still_there(request_):
    html = render_to_string("account/login.html", {"form": LoginForm({})}, request_)

    main = html[html.index("<main") :]

    assert "Skriv e-postadressen och lösenordet en gång till." in main
    assert "Det du har skrivit står kvar" not in main


@pytest.mark.parametrize(
    ("template", "context"),
    [
        ("mfa/authenticate.html", {"form": AuthenticateForm(user=None)}),
        (
            "mfa/totp/activate_form.html",
            {"form": Code(), "totp_svg_data_uri": "data:image/svg+xml,"},
        ),
        ("mfa/totp/deactivate_form.html", {"form": forms.Form()}),
        ("mfa/recovery_codes/index.html", {"unused_codes": ["a", "b"], "can_view_codes": True}),
        ("mfa/index.html", {"authenticators": {}, "MFA_SUPPORTED_TYPES": ["totp"]}),
        ("account/logout.html", {}),
        ("account/password_reset.html", {"form": Code()}),
    ],
)
def test_a_page_of_the_account_stands_in_our_frame_with_our_parts(request_, template, context):
    html = render_to_string(template, context, request_)
    main = html[html.index("<main") : html.index("</main>")]

    assert 'class="wordmark"' in html
    assert len(re.findall("<h1", main)) == 1
    for control in re.findall(r'<(?:input|textarea)(?![^>]*type="hidden")[^>]*>', main):
        assert re.search(r"text-field__input|textarea-field__textarea|checkbox__input", control)
        label = re.search(r'id="(.*?)"', control).group(1)
        assert f'for="{label}"' in main, control
    for button in re.findall(r"<button[^>]*>", main):
        assert "button--" in button
    assert not re.search(r"\sstyle=|\son[a-z]+=", main)
