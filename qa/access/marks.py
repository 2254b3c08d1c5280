"""The typed marks that stand where something personal stood."""

NAME = "⟨name⟩"
BIRTH = "⟨date of birth⟩"
DATE = "⟨date⟩"
PHONE = "⟨phone⟩"
EMAIL = "⟨email⟩"
ADDRESS = "⟨address⟩"
NUMBER = "⟨number⟩"
RECORD = "⟨record⟩"
"""The number of a patient's record."""
GONE = "⟨deleted⟩"
"""What the retention job has taken away."""

MARKS = (NAME, BIRTH, DATE, PHONE, EMAIL, ADDRESS, NUMBER, RECORD, GONE)
