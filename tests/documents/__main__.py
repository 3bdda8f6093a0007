"""`make docs`: make the drawn parts of docs/api.md and of the page's types anew."""

import asyncio

from tests.documents.drawn import API_DOCUMENT, TYPES, Drawing, routes


async def main() -> None:
    """Rewrite both files."""
    drawing = Drawing(await routes())
    for path, drawn in ((API_DOCUMENT, drawing.document), (TYPES, drawing.types)):
        path.write_text(drawn(path.read_text()))
        print(f"drawn: {path}")


if __name__ == "__main__":
    asyncio.run(main())
