# CineLibre in an image: what the Procfile runs, not as root, with the embedding model inside.
FROM python:3.11-slim

ENV PORT=8000 PYTHONUNBUFFERED=1

WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY api ./api
COPY sql ./sql
# Imports without bytecode take three times as long on a tenth of a core, and the service may not write it later.
RUN python -m compileall -q api

RUN useradd --system --create-home --uid 10001 cinelibre
USER 10001

EXPOSE 8000

# No database, no model: an instance that cannot reach its database should say so, not be killed.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD python -c "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + os.environ.get('API_PREFIX', '') + '/health/live', timeout=9)"

CMD exec env OMP_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 MALLOC_MMAP_THRESHOLD_=131072 gunicorn -w 1 -k api.http.worker.PartingWorker api.main:app --bind 0.0.0.0:$PORT --keep-alive 75 --timeout 120 --graceful-timeout 30 --no-control-socket --log-level warning --forwarded-allow-ips ""
