"""Serves the demo's fictional shop: `python deploy/demo/serve_shop.py --port 8002 --snippet '<script …></script>'`.

The pages are plain files. Two placeholders are filled while serving: `{{ botwright }}`, the chat's script, and
`{{ origin }}`, the shop's own address, in the sitemap and robots.txt.
"""

import argparse
import mimetypes
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

SHOP = Path(__file__).parent / "shop"


def shop(origin: str, snippet: str, root: Path = SHOP) -> Starlette:
    """The website at `origin`, with `snippet` (HTML) at the end of each page."""

    def serve(request: Request) -> Response:
        path = request.path_params["path"]
        if path.endswith("/"):
            return RedirectResponse(f"/{path.strip('/')}", status_code=301)
        file = find(root, path)
        if file is None:
            return filled(root / "404.html", 404)
        return filled(file, 200)

    def filled(file: Path, status: int) -> Response:
        text = file.read_text(encoding="utf-8").replace("{{ botwright }}", snippet).replace("{{ origin }}", origin)
        return Response(text, status, media_type=mimetypes.guess_type(file.name)[0])

    return Starlette(routes=[Route("/{path:path}", serve)])


def find(root: Path, path: str) -> Path | None:
    """The file behind a URL's path: `repairs` is `repairs.html`, a folder is its `index.html`."""
    for name in (path, f"{path}.html", f"{path}/index.html".lstrip("/")):
        file = (root / name).resolve()
        if file.is_file() and file.is_relative_to(root.resolve()):
            return file
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the demo's fictional shop.")
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--snippet", default="", help="HTML put before the end of each page's body")
    parser.add_argument("--origin", help="the shop's address, by default http://HOST:PORT")
    asked = parser.parse_args()
    origin = (asked.origin or f"http://{asked.host}:{asked.port}").rstrip("/")
    uvicorn.run(shop(origin, asked.snippet), host=asked.host, port=asked.port, log_level="warning")


if __name__ == "__main__":
    main()
