"""The local extractor: puts together what the readers of one thing each find in an utterance."""

from engine.extraction import Extraction, Request


class LocalExtractor:
    """Reads an utterance offline; the same request always gives the same frame."""

    def read(self, request: Request) -> Extraction:
        """Read `request.text` with no I/O; never raises for anything a caller can say."""
        return Extraction()

    async def extract(self, request: Request) -> Extraction:
        """Read `request.text`, as every extractor does."""
        return self.read(request)
