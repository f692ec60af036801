# Factline as an image: slim, non-root, compiled bytecode, the store on a volume.
#   docker build -t factline .
#   docker run -d --name factline -e DISCORD_TOKEN -v factline:/data factline
ARG BASE=docker.io/library/python:3.13-slim
FROM ${BASE} AS build
WORKDIR /build
COPY requirements.txt ./
RUN python3 -m venv /opt/factline \
 && /opt/factline/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE CREDITS.md ./
COPY bot bot
COPY facts facts
RUN /opt/factline/bin/pip install --no-cache-dir --no-deps . \
 && /opt/factline/bin/python -m compileall -q /opt/factline/lib

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /data --create-home factline
COPY --from=build /opt/factline /opt/factline
ENV PATH=/opt/factline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FACTLINE_DATABASE_URL=sqlite:////data/factline.db \
    FACTLINE_HTTP=127.0.0.1:8080 \
    FACTLINE_LOG_FORMAT=json
USER 10001
WORKDIR /data
VOLUME ["/data"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["factline", "run"]
