# The product without development tools. Data lies in the volume /data; configuration comes from the environment.
FROM python:3.11-slim

# Where pip finds a PyTorch for CPUs only, which is gigabytes smaller: --build-arg PIP_EXTRA_INDEX_URL=...
ARG PIP_EXTRA_INDEX_URL
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 WOOREC_HOME=/data

WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -c constraints.txt -e . \
 && useradd --system --uid 10001 --home-dir /data woorec \
 && mkdir /data && chown woorec: /data

USER woorec
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "up", "--bind", "0.0.0.0"]
