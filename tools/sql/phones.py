"""Telephone numbers of the books, one spelling for all of them."""

import phonenumbers

REGION = "US"


def e164(written: str | None) -> str | None:
    """A number as E.164, None where it is none; other programs write "(212) 555-0101"."""
    try:
        number = phonenumbers.parse(written or "", REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
