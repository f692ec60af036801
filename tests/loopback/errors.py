"""What Discord says no with: an HTTP status and a JSON error code.

Codes as in Discord's documentation, "Opcodes and Status Codes".
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """Refuse a request the way Discord does.

    Attributes:
        status: HTTP status.
        code: Discord's JSON error code (0 where Discord gives none).
        details: the `errors` object of an invalid form body, or None.
    """

    def __init__(
        self, status: int, code: int, message: str, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def body(self) -> dict[str, Any]:
        """Give the JSON body of the refusal."""
        said: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.details is not None:
            said["errors"] = self.details
        return said


def invalid_form(where: str, message: str) -> ApiError:
    """Refuse a body as Discord does (50035), naming the field."""
    details = {where: {"_errors": [{"code": "INVALID", "message": message}]}}
    return ApiError(400, 50035, "Invalid Form Body", details)


def unauthorized() -> ApiError:
    """Refuse a wrong token."""
    return ApiError(401, 0, "401: Unauthorized")


def not_found() -> ApiError:
    """Refuse a path that does not exist."""
    return ApiError(404, 0, "404: Not Found")


def unknown_channel() -> ApiError:
    """Say that a channel does not exist (any more)."""
    return ApiError(404, 10003, "Unknown Channel")


def unknown_guild() -> ApiError:
    """Say that a server does not exist, or the bot is not in it."""
    return ApiError(404, 10004, "Unknown Guild")


def unknown_member() -> ApiError:
    """Say that a user is not in the server."""
    return ApiError(404, 10007, "Unknown Member")


def unknown_message() -> ApiError:
    """Say that a message does not exist (any more)."""
    return ApiError(404, 10008, "Unknown Message")


def unknown_user() -> ApiError:
    """Say that a user does not exist."""
    return ApiError(404, 10013, "Unknown User")


def unknown_webhook() -> ApiError:
    """Say that there is nothing yet to follow up on."""
    return ApiError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> ApiError:
    """Say that an interaction is unknown or too old to be answered."""
    return ApiError(404, 10062, "Unknown interaction")


def already_acknowledged() -> ApiError:
    """Say that an interaction was answered before."""
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def missing_access() -> ApiError:
    """Say that the bot does not see the channel."""
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """Say that the bot lacks a right in the channel."""
    return ApiError(403, 50013, "Missing Permissions")


def dms_closed() -> ApiError:
    """Say that a user takes no direct messages."""
    return ApiError(403, 50007, "Cannot send messages to this user")


def invalid_webhook_token() -> ApiError:
    """Say that an interaction's token has run out (15 minutes) or never was."""
    return ApiError(401, 50027, "Invalid Webhook Token")
