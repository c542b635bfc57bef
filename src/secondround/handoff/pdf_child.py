"""Inside the child: HTML on standard input, a tagged PDF on standard output. Fetches nothing but the product's own files."""

import sys
from importlib import resources
from pathlib import Path
from urllib.parse import unquote, urlsplit

STATIC = Path(str(resources.files("secondround"))) / "static"


def main() -> int:
    try:
        from weasyprint import HTML  # noqa: PLC0415  the engine's system libraries may be missing
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415
    except (ImportError, OSError) as error:
        sys.stderr.write(str(error))
        return 4

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # the engine ships no types
        """Only files under the product's static folder; no network, no other file."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            path = Path(unquote(urlsplit(url).path)).resolve()
            if urlsplit(url).scheme != "file" or not path.is_relative_to(STATIC.resolve()):
                raise ValueError(url)
            return URLFetcherResponse(url, body=path.read_bytes())

    html = sys.stdin.buffer.read().decode()
    document = HTML(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=OwnFiles())
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
