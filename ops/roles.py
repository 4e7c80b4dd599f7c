"""The logins of a record's database: the owner's, who migrates it, and the application's, which can never become the owner.

The application's login is a member of the role `sijill_app`, which may read the log and append to it by a function, and has no
other right. An owner's connection that takes on this role can give it up again; a login of its own cannot.
"""

from base64 import b64encode
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier, Literal

from ops.keys import derive
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)

LOGIN = "sijill_login"
"""The application's login where only the owner's address is known."""


def login_beside(owner_url: str) -> str:
    """The address of LOGIN in the same database. Its password is derived from the owner's, if that has one."""
    fields = conninfo_to_dict(owner_url)
    password = fields.pop("password", None)
    fields["user"] = LOGIN
    if password:
        fields["password"] = b64encode(derive(str(password).encode(), b"sijill login")).decode()
    return make_conninfo("", **fields)


def may_own(db: Connection[Any]) -> bool:
    """Whether a connection's login owns the log, or can become its owner."""
    return db.execute(QUERIES["may_own"]).fetchone() == (True,)


def make_login(db: Connection[Any], url: str) -> None:
    """Makes the login of an address, if it is not there, and lets it take on the application's role. `db` is the owner's."""
    fields = conninfo_to_dict(url)
    name, password = str(fields.get("user") or db.info.user), fields.get("password")
    ((there, member),) = db.execute(QUERIES["login"], {"name": name}).fetchall()
    if not there:
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation), db.transaction():
            db.execute(SQL("create role {} login").format(Identifier(name)))
            set_password(db, name, password)
    if not member:
        with suppress(psycopg.errors.InternalError_), db.transaction():  # another process does the same
            db.execute(SQL("grant sijill_app to {}").format(Identifier(name)))


def set_password(db: Connection[Any], name: str, password: Any) -> None:
    """Sets a login's password, hashed here: it appears in no log of the database."""
    if not password:
        return
    ((method,),) = db.execute("show password_encryption").fetchall()
    hashed = db.pgconn.encrypt_password(str(password).encode(), name.encode(), method.encode())
    db.execute(SQL("alter role {} password {}").format(Identifier(name), Literal(hashed.decode())))
