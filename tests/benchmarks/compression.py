"""What gzip saves and costs at each level, for answers of a running service: `… compression http://localhost:8000`."""

import statistics
import sys
import time
import zlib

import httpx

PATHS = ("/recommendations/carousels", "/movies?limit=100")
LEVELS = (1, 3, 4, 5, 6, 9)
N_TIMES = 60


def compressed(body: bytes, level: int) -> bytes:
    """A body as GZipMiddleware sends it."""
    compressor = zlib.compressobj(level, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


def milliseconds(body: bytes, level: int) -> float:
    """The median processor time of one compression."""
    times = []
    for _ in range(N_TIMES):
        began = time.process_time()
        compressed(body, level)
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    for path in PATHS:
        body = httpx.get(f"{sys.argv[1]}{path}", headers={"Accept-Encoding": "identity"}).content
        print(f"\n{path}: {len(body):,} bytes\n\n| level | bytes | ms |\n|---|---|---|")
        for level in LEVELS:
            print(f"| {level} | {len(compressed(body, level)):,} | {milliseconds(body, level):.2f} |")
