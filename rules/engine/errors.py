"""What goes wrong while a rule is written."""


class RuleError(ValueError):
    """This will name the field a rule is wrong in, and say in plain words what to change."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message
