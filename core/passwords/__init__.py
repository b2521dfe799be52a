"""What a password must be like."""

from core.passwords.policy import password_faults

__all__ = ["password_faults"]
