import pytest

from geo.core.errors import AccessError, RecordError
from geo.store import access
from geo.store.access import Policy, Role, User

POLICY = Policy(
    emails={"nigora@example.org": Role.REVIEWER, "head@example.org": Role.ADMIN, "desk@example.org": Role.ADMIN},
    groups={"desk": Role.REVIEWER, "readers": Role.VIEWER},
)


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_HOME", str(tmp_path))
    monkeypatch.delenv("PANJ_ACCESS", raising=False)
    monkeypatch.delenv("PANJ_READONLY", raising=False)
    return tmp_path


def _claims(**values):
    return {"sub": "4711", "email_verified": True, **values}


def test_each_role_may_do_what_those_below_it_may():
    allowed = {(held, asked) for held in Role for asked in Role if _may(User("x", held), asked)}
    assert allowed == {(held, asked) for held in Role for asked in Role if held >= asked}
    assert [role.label for role in sorted(Role)] == ["nobody", "viewer", "reviewer", "admin"]


def _may(user, role):
    try:
        access.require(user, role)
    except AccessError:
        return False
    return True


def test_a_refusal_says_who_and_what_is_needed():
    with pytest.raises(
        AccessError, match=r"nigora@example\.org has the role viewer, and this needs reviewer: ask an admin"
    ):
        access.require(User("nigora@example.org", Role.VIEWER, is_signed_in=True), Role.REVIEWER)
    with pytest.raises(AccessError, match="anonymous has no role here, and this needs viewer: sign in"):
        access.require(User("anonymous", Role.NOBODY), Role.VIEWER)
    with pytest.raises(PermissionError):
        access.require(User("anonymous", Role.NOBODY), Role.VIEWER)


def test_who_sits_at_the_machine_may_do_everything_unless_it_is_read_only(monkeypatch):
    assert access.local_user().role == Role.ADMIN
    assert access.local_user().name
    monkeypatch.setenv("PANJ_READONLY", "1")
    assert access.local_user().role == Role.VIEWER


def test_read_only_refuses_every_writer(monkeypatch):
    admin = User("head@example.org", Role.ADMIN)
    monkeypatch.setenv("PANJ_READONLY", "1")
    access.require(admin, Role.VIEWER)
    for role in (Role.REVIEWER, Role.ADMIN):
        with pytest.raises(AccessError, match="PANJ_READONLY"):
            access.require(admin, role)
    with pytest.raises(AccessError, match="PANJ_READONLY"):
        access.require_writable()
    assert access.signed_in_user(_claims(email="head@example.org"), POLICY).role == Role.VIEWER


@pytest.mark.parametrize("value", ["", "0", "no", "off", "False"])
def test_read_only_is_off(monkeypatch, value):
    monkeypatch.setenv("PANJ_READONLY", value)
    access.require_writable()


@pytest.mark.parametrize(
    ("claims", "name", "role"),
    [
        (_claims(email="Nigora@Example.org "), "nigora@example.org", Role.REVIEWER),
        (_claims(email="head@example.org", groups=["readers"]), "head@example.org", Role.ADMIN),
        (_claims(email="new@example.org", groups=["desk", "other"]), "new@example.org", Role.REVIEWER),
        (_claims(email="new@example.org", groups="readers"), "new@example.org", Role.VIEWER),
        (_claims(email="new@example.org"), "new@example.org", Role.NOBODY),
        # An address that nobody has checked gives nothing and is not taken for a name.
        (_claims(email="head@example.org", email_verified=False), "account 4711", Role.NOBODY),
        (_claims(email="head@example.org", email_verified=None), "account 4711", Role.NOBODY),
        (_claims(email="head@example.org", email_verified=False, groups=["desk"]), "account 4711", Role.REVIEWER),
        ({}, "account without an id", Role.NOBODY),
        ({"sub": 5, "email": ["head@example.org"], "email_verified": True, "groups": 7}, "account without an id", 0),
        (_claims(email="head@example.org\n", groups=[["desk"]]), "head@example.org", Role.ADMIN),
        # Addresses that only look alike: a zero-width space, the Kelvin sign that lower case makes a k.
        (_claims(email="he\u200bad@example.org"), "he\ufffdad@example.org", Role.NOBODY),
        (_claims(email="des\u212a@example.org"), "des\u212a@example.org", Role.NOBODY),
    ],
)
def test_roles_come_from_a_checked_address_or_a_group(claims, name, role):
    user = access.signed_in_user(claims, POLICY)
    assert (user.name, user.role, user.is_signed_in) == (name, role, True)


def test_a_provider_that_does_not_say_whether_it_checks_can_be_trusted_by_the_file():
    trusting = Policy(emails=POLICY.emails, require_verified_email=False)
    claims = {"sub": "4711", "email": "head@example.org"}
    assert access.signed_in_user(claims, trusting).role == Role.ADMIN
    assert access.signed_in_user({**claims, "email_verified": False}, trusting).role == Role.NOBODY


def test_the_file_is_read(own_home):
    (own_home / "access.toml").write_text(
        """
        anonymous = "viewer"
        others = "viewer"
        group_claim = "roles"
        require_verified_email = false

        [emails]
        "Nigora@Example.org" = "reviewer"

        [groups]
        "Panj desk" = "admin"
        """
    )
    assert access.load_policy() == Policy(
        anonymous=Role.VIEWER,
        others=Role.VIEWER,
        group_claim="roles",
        require_verified_email=False,
        emails={"nigora@example.org": Role.REVIEWER},
        groups={"Panj desk": Role.ADMIN},
    )


def test_without_a_file_nobody_has_a_role_behind_a_login():
    assert access.load_policy() == Policy(anonymous=Role.NOBODY, others=Role.NOBODY)


def test_a_file_that_is_named_must_be_there(monkeypatch, tmp_path):
    monkeypatch.setenv("PANJ_ACCESS", str(tmp_path / "gone.toml"))
    with pytest.raises(RecordError, match=r"gone\.toml: there is no such file"):
        access.load_policy()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('anonymous = "viewer"\nothers = viewer', r"it is not TOML: .*line 2"),
        ('anonymus = "viewer"', "anonymus: there is no such field; expected anonymous, others"),
        ('anonymous = "reviewer"', "anonymous: 'reviewer' is not a role for it; expected one of nobody, viewer"),
        ("others = 1", "others: 1 is not a role for it"),
        ("group_claim = 3", "group_claim: 3 is not the name of a claim"),
        ('require_verified_email = "no"', "require_verified_email: 'no' is not true or false"),
        ('emails = "a@b.c"', "emails: 'a@b.c' is not a table"),
        ('[emails]\n"a@b.c" = "boss"', r"emails\.'a@b\.c': 'boss' is not a role for it; expected one of viewer, rev"),
        ('[emails]\n"ab.c" = "admin"', r"emails\.'ab\.c': it is not an e-mail address"),
        ('[emails]\n"a@b.c" = "admin"\n"A@b.c" = "viewer"', r"emails\.'A@b\.c': the same address stands there twice"),
        ('[groups]\ndesk = ["admin"]', r"groups\.'desk': \['admin'\] is not a role"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_or_field(own_home, text, message):
    (own_home / "access.toml").write_text(text)
    with pytest.raises(RecordError, match=message) as caught:
        access.load_policy()
    assert str(own_home / "access.toml") in str(caught.value)


def test_a_file_that_is_not_text_is_refused(own_home):
    (own_home / "access.toml").write_bytes(b'anonymous = "\xff"')
    with pytest.raises(RecordError, match="it is not TOML"):
        access.load_policy()
    (own_home / "access.toml").unlink()
    (own_home / "access.toml").mkdir()
    with pytest.raises(RecordError, match="it cannot be read: Is a directory"):
        access.load_policy()
