"""Who may do what: users, their roles, and the file that gives roles to e-mail addresses and groups.

The service layer calls `require` before it does anything; pages only hide what would be refused there. Without a login
whoever sits at this machine may do everything. With one, a role comes from the file alone, and who is not named in it
may do nothing unless it says so: a file that is missing or wrong opens nothing.
"""

import enum
import getpass
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from geo.core import toml_file
from geo.core.errors import AccessError, RecordError
from geo.core.settings import settings

FILE_NAME = "access.toml"
_MAX_NAME_CHARS = 200
_KEYS: Final = ("anonymous", "others", "group_claim", "require_verified_email", "emails", "groups")


class Role(enum.IntEnum):
    """What somebody may do; each role may do all that those below it may."""

    NOBODY = 0
    VIEWER = 1
    REVIEWER = 2
    ADMIN = 3

    @property
    def label(self) -> str:
        """The role's name, as in the file."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who uses the store.

    Attributes
    ----------
    name
        What the audit and every judgement name: the e-mail address of who has signed in, the account on this machine
        of who need not.
    role
        What they may do.
    is_signed_in
        Whether a login provider vouches for the name.
    """

    name: str
    role: Role
    is_signed_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which role whom gets, where a login is configured.

    Attributes
    ----------
    anonymous
        The role of who has not signed in.
    others
        The role of who has signed in and is named by no address and no group.
    emails
        Address in lower case -> role.
    groups
        Group as the provider names it -> role.
    group_claim
        Which of the provider's claims lists the groups.
    require_verified_email
        Whether an address counts only if the provider says that it has checked it. Where it is off, an address that
        the provider calls unchecked still does not count.
    """

    anonymous: Role = Role.NOBODY
    others: Role = Role.NOBODY
    emails: Mapping[str, Role] = field(default_factory=dict)
    groups: Mapping[str, Role] = field(default_factory=dict)
    group_claim: str = "groups"
    require_verified_email: bool = True


def require(user: User, role: Role) -> None:
    """Check that a user may do what a role may; the first thing that every service does.

    Raises
    ------
    AccessError
        They may not, or the role is above viewer and the installation is read-only.
    """
    if role > Role.VIEWER:
        require_writable()
    if user.role >= role:
        return
    has = f"has the role {user.role.label}" if user.role else "has no role here"
    todo = "ask an admin for it" if user.is_signed_in else "sign in with an account that has it"
    msg = f"{user.name} {has}, and this needs {role.label}: {todo}"
    raise AccessError(msg)


def require_writable() -> None:
    """Check that anything may be written at all.

    Raises
    ------
    AccessError
        `PANJ_READONLY` is set.
    """
    if settings().is_readonly:
        msg = "nothing can be changed here: PANJ_READONLY is set; unset it to write"
        raise AccessError(msg)


def local_user() -> User:
    """Return who sits at this machine: may do everything, or only read where the installation is read-only."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # an account that the system has no name for, as in some containers
        name = "local user"
    return User(name, _held(Role.ADMIN))


def visitor(role: Role = Role.VIEWER) -> User:
    """Return somebody unknown who has come over the network, with the role that is given to such."""
    return User("anonymous", _held(role))


def signed_in_user(claims: Mapping[str, Any], policy: Policy) -> User:
    """Return who a login provider has vouched for, with the highest role that their address or a group gives them.

    Parameters
    ----------
    claims
        What the provider says of them: OpenID Connect's `sub`, `email`, `email_verified`, and the claim of groups.
    policy
        Who gets which role.

    Notes
    -----
    An address that does not count (see `Policy.require_verified_email`) gives no role, and is not shown as a name:
    anybody could have typed it. The provider's own id for the account stands instead.
    """
    email = _address(claims.get("email"))
    verified = claims.get("email_verified")
    is_checked = verified in (True, "true") or (verified is None and not policy.require_verified_email)
    roles = [policy.others]
    if email and is_checked and email in policy.emails:
        roles.append(policy.emails[email])
    roles += [policy.groups[group] for group in _groups(claims.get(policy.group_claim)) if group in policy.groups]
    name = _line(email) if is_checked else ""
    name = name or f"account {_line(claims.get('sub')) or 'without an id'}"
    return User(name, _held(max(roles)), is_signed_in=True)


def load_policy(path: Path | None = None) -> Policy:
    """Read the file that gives roles.

    Parameters
    ----------
    path
        The file; None is `PANJ_ACCESS`, or access.toml under the home folder, and there may be none of the latter.

    Raises
    ------
    RecordError
        The file cannot be read, or a field of it is not what it must be; the message names the line or the field.
    """
    named = path or settings().access_file
    file = named or settings().home_dir / FILE_NAME
    try:
        document = toml_file.load(file)
    except FileNotFoundError as err:
        if named is None:
            return Policy()
        msg = f"{file}: there is no such file; it was to say who may do what"
        raise RecordError(msg) from err
    except OSError as err:
        msg = f"{file}: it cannot be read: {err.strerror or err}"
        raise RecordError(msg) from err
    try:
        return _policy(document)
    except RecordError as err:
        msg = f"{file}: {err}"
        raise RecordError(msg) from err


def _policy(document: Mapping[str, Any]) -> Policy:
    unknown = sorted(document.keys() - set(_KEYS))
    if unknown:
        msg = f"{', '.join(unknown)}: there is no such field; expected {', '.join(_KEYS)}"
        raise RecordError(msg)
    plain = Policy()
    claim = document.get("group_claim", plain.group_claim)
    if not isinstance(claim, str) or not claim:
        msg = f"group_claim: {claim!r} is not the name of a claim, such as 'groups'"
        raise RecordError(msg)
    verified = document.get("require_verified_email", plain.require_verified_email)
    if not isinstance(verified, bool):
        msg = f"require_verified_email: {verified!r} is not true or false"
        raise RecordError(msg)
    open_roles = (Role.NOBODY, Role.VIEWER)
    return Policy(
        # What needs a name behind it is given to names only.
        anonymous=_role("anonymous", document.get("anonymous", plain.anonymous.label), open_roles),
        others=_role("others", document.get("others", plain.others.label), open_roles),
        emails=_roles("emails", document.get("emails", {}), is_email=True),
        groups=_roles("groups", document.get("groups", {}), is_email=False),
        group_claim=claim,
        require_verified_email=verified,
    )


def _roles(name: str, table: Any, *, is_email: bool) -> dict[str, Role]:
    if not isinstance(table, dict):
        msg = f'{name}: {table!r} is not a table; expected lines such as "who" = "reviewer" under [{name}]'
        raise RecordError(msg)
    roles: dict[str, Role] = {}
    for key, value in table.items():
        where = f"{name}.{key!r}"
        who = _address(key) if is_email else key
        if is_email and not all(who.partition("@")):
            msg = f"{where}: it is not an e-mail address"
            raise RecordError(msg)
        if who in roles:
            msg = f"{where}: the same address stands there twice"
            raise RecordError(msg)
        roles[who] = _role(where, value, (Role.VIEWER, Role.REVIEWER, Role.ADMIN))
    return roles


def _role(where: str, value: Any, expected: Collection[Role]) -> Role:
    found = next((role for role in expected if role.label == value), None)
    if found is None:
        msg = f"{where}: {value!r} is not a role for it; expected one of {', '.join(role.label for role in expected)}"
        raise RecordError(msg)
    return found


def _held(role: Role) -> Role:
    """Return the role as far as this installation lets anybody have it."""
    return min(role, Role.VIEWER) if settings().is_readonly else role


def _groups(value: Any) -> list[str]:
    """Return the groups of a claim: a list of names, or one name."""
    if isinstance(value, str):
        return [value]
    return [group for group in value if isinstance(group, str)] if isinstance(value, list | tuple) else []


def _address(value: Any) -> str:
    """Return an e-mail address as it is compared: case counts for nothing, but only where case is plain.

    Unicode's lower case takes several letters to one: the Kelvin sign to k. Another's address must not become this one.
    """
    address = value.strip() if isinstance(value, str) else ""
    return address.lower() if address.isascii() else address


def _line(value: Any) -> str:
    """Return a claim as one line of text that can be stored and shown; what cannot be seen is made visible."""
    text = value.strip() if isinstance(value, str) else ""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)[:_MAX_NAME_CHARS]
