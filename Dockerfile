# One image for every role: `sijill serve`, `sijill relay`, … Its settings come from the environment (docker-compose.yml).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

COPY domain domain
COPY projections projections
COPY api api
COPY consumers consumers
COPY ops ops
ENV PYTHONPATH=/app
RUN printf '#!/usr/local/bin/python\nfrom ops.cli.main import main\nmain()\n' > /usr/local/bin/sijill \
    && chmod 755 /usr/local/bin/sijill \
    && useradd --system --uid 10001 --home-dir /var/lib/sijill --create-home sijill \
    && chmod 700 /var/lib/sijill

USER sijill
ENV SIJILL_DATA_DIR=/var/lib/sijill
VOLUME /var/lib/sijill
EXPOSE 8000
ENTRYPOINT ["sijill"]
CMD ["serve", "--host", "0.0.0.0"]
