"""What can go wrong, in the words of the domain. api.errors turns each into a status."""

from collections.abc import Mapping, Sequence

# Path of a field as the partner sent it → what is wrong with it.
Faults = Mapping[str, Sequence[str]]


class CallQualityError(Exception):
    """Root of the tree; never raised itself."""


class InvalidRequest(CallQualityError):
    """The request has faults, all of them listed by path."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(f"{len(faults)} field(s) at fault")
        self.faults = faults


class Unauthenticated(CallQualityError):
    """Nobody that we know is asking: wrong credentials, or no valid token."""


class InvalidCredentials(Unauthenticated):
    """Tenant, user and password do not belong together."""


class Forbidden(CallQualityError):
    """We know who is asking, and they may not do this."""


class Inactive(Forbidden):
    """The tenant or the user has been made inactive."""


class TooManyAttempts(CallQualityError):
    """Too many failed logins for this account from here, for this account at all, or from here at all."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class TooManyRequests(CallQualityError):
    """The tenant or the key has used up its requests."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class Overloaded(CallQualityError):
    """More of something costly is asked for at once than we do at once."""


class NoRoom(CallQualityError):
    """The disk does not take what has to lie there while it is being read."""


class NotFound(CallQualityError):
    """No such object in this tenant."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"no such {kind}")
        self.kind = kind
        self.key = key


class Conflict(CallQualityError):
    """The object stands in the way of another that is there already."""


class LastAdmin(Conflict):
    """Without this user the tenant would have no active admin."""


class AlreadyExists(Conflict):
    """An object with this identity is there already; `keys` are the identities that are taken."""

    def __init__(self, kind: str, keys: Sequence[str]) -> None:
        super().__init__(f"{kind} exists already")
        self.kind = kind
        self.keys = tuple(keys)


class TooMany(Conflict):
    """The tenant has as many objects of a kind as it may."""

    def __init__(self, kind: str, most: int) -> None:
        super().__init__(f"at most {most} of {kind}")
        self.kind = kind
        self.most = most


class NothingToAnalyse(Conflict):
    """The campaign has no call that could be analysed anew."""


class NotJudged(Conflict):
    """The call's analysis failed, so that there is no report to read or to ask."""


class Unjudged(Conflict):
    """The call cannot be judged, so that its report has no answers that a person could review."""


class NotJudgedYet(NotJudged):
    """The call waits for its analysis."""


class KeyReused(CallQualityError):
    """The Idempotency-Key came with another request before."""


class KeyInUse(Conflict):
    """The request that came with the same Idempotency-Key still runs."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class SecretChanged(Conflict):
    """The secret that the first answer to this request told holds no more, so that it cannot be told again."""


class SwitchedOff(Conflict):
    """The webhook is sent nothing until it is switched on."""


class NotAvailable(CallQualityError):
    """A feature that this installation does not offer."""


class LanguageModelFailed(CallQualityError):
    """The language model gave nothing that can be used; `reason` is a code, such as timeout or not_verbatim."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StorageUnavailable(CallQualityError):
    """The database cannot be reached just now."""


class NotReady(StorageUnavailable):
    """The service cannot do its work; `faults` say which of its checks failed."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults
