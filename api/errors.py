"""The errors that a client sees: a status, a slug and a sentence."""

import re
from collections.abc import Iterable
from typing import ClassVar

from api.sentences import Fault, join

_NAMED = re.compile(r"([a-z][a-z0-9_.]*): (\S.*)", re.DOTALL)


class CineLibreError(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500
    retry_after_seconds: int | None = None

    def __init__(self, detail: str | None = None, slug: str | None = None) -> None:
        """Take a sentence that names the remedy; without one, the class's docstring is the sentence."""
        self.detail = detail or " ".join((self.__doc__ or "").split())
        self.slug = slug or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self).__name__).lower()
        super().__init__(self.detail)


class InvalidInput(CineLibreError):
    """A value of this request cannot be read."""

    status = 422

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> "InvalidInput":
        """Make the error of one sentence for each wrong field."""
        told = list(faults)
        error = cls(join(told), slug="invalid_input")
        error._faults = told
        return error

    _faults: list[Fault] | None = None

    @property
    def faults(self) -> list[Fault]:
        """Return the wrong fields: those that the error was made of, or the one that its sentence begins with."""
        if self._faults is None:
            named = _NAMED.fullmatch(self.detail)
            return [Fault(named[1], named[2])] if named else []
        return self._faults


class Unauthorized(CineLibreError):
    """This needs a valid token: log in and send it as a bearer token."""

    status = 401


class Forbidden(CineLibreError):
    """This account may not do that."""

    status = 403


class NotFound(CineLibreError):
    """There is no such thing."""

    status = 404


class TooSlow(CineLibreError):
    """The request did not arrive in time: send it again."""

    status = 408


class Conflict(CineLibreError):
    """This conflicts with something that is already there."""

    status = 409


class Gone(CineLibreError):
    """This is no longer kept."""

    status = 410


class TooLarge(CineLibreError):
    """This is larger than the service accepts."""

    status = 413


class TooManyRequests(CineLibreError):
    """Too many requests: wait a little and try again."""

    status = 429
    retry_after_seconds = 30


class Departed(CineLibreError):
    """The client has hung up."""

    status = 499


class Unavailable(CineLibreError):
    """The database does not answer right now: try again in a moment."""

    status = 503
    retry_after_seconds = 2


class Overloaded(Unavailable):
    """The service is busy: try again in a moment."""


class IssuerUnavailable(CineLibreError):
    """The issuer of this token does not answer right now, so nobody can tell whether it is genuine: try again soon."""

    status = 503
    retry_after_seconds = 10


class EmbeddingUnavailable(CineLibreError):
    """The embedding model cannot be loaded; everything but search by meaning works."""

    status = 503
    retry_after_seconds = 60


class RecommenderFailed(CineLibreError):
    """RECOMMENDER could not score the candidates: the blend ranks alone."""

    status = 503


class SchemaOutdated(CineLibreError):
    """The database lacks a function that this release calls: run `python -m api.jobs ship`."""

    status = 503
    retry_after_seconds = 60


class Misconfigured(CineLibreError):
    """The service is not configured correctly."""

    status = 503
    retry_after_seconds = 60


class DatabaseFailed(CineLibreError):
    """The database failed in a way this service did not expect; the log has the details."""


class NotGoodEnough(CineLibreError):
    """The recommendations are no better than the baseline that they must beat."""


class Unwell(CineLibreError):
    """This deployment has problems."""
