"""The search for users by address."""

from deploy_cli.emulator.behaviour.users import by_email

CALLS = {"GET /users-by-email": by_email}
