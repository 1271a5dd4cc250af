"""The journey of 2015 retold with invented people, so that a new installation shows what a visit can leave behind."""


def retell() -> bool:
    """Write the journey down where no sample programme stands yet; return whether it was written now."""
    from potensi.web.operations.retold.services import retell as write

    return write() is not None
