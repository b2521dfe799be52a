"""What a password must be like."""

from core.passwords.policy import COMMON, is_common, password_faults

__all__ = ["COMMON", "is_common", "password_faults"]
