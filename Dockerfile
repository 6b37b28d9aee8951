# The workbench in a container: docker build -t compliance . && docker run … (docs/deploy.md)
FROM python:3.11-slim-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY locks locks
RUN python -m venv /opt/compliance \
    && /opt/compliance/bin/pip install -q --no-cache-dir --require-hashes -r locks/build.txt \
    && /opt/compliance/bin/pip install -q --no-cache-dir --require-hashes --no-build-isolation -r locks/runtime.txt -r locks/extras.txt
COPY . .
RUN /opt/compliance/bin/pip install -q --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# LibreOffice reads .doc, .wps and .odt; leave it out if nobody sends them.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/compliance --create-home compliance
COPY --from=build /opt/compliance /opt/compliance
USER compliance
WORKDIR /var/lib/compliance
ENV PATH=/opt/compliance/bin:$PATH COMPLIANCE_DATABASE=sqlite:////var/lib/compliance/workbench.db
VOLUME /var/lib/compliance
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["sh", "-c", "compliance workbench upgrade && exec compliance serve --no-open --listen 0.0.0.0 --port 8000 --secure --host \"$COMPLIANCE_HOST\""]
