"""The account page."""

from pages import _shared, _sign_in

_shared.run_within_app()
_sign_in.show()
