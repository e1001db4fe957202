FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig \
        fonts-dejavu-core \
        fonts-inter \
        libharfbuzz-subset0 \
        libpango-1.0-0 \
        libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home finsam

WORKDIR /app
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY . .

# These values serve only this step: the image carries no key and refuses to start without one.
RUN MILJO=produktion \
    ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgres://localhost/finsam \
    DEFAULT_FROM_EMAIL=finsam@localhost \
    EMAIL_URL=smtp://localhost \
    SECRET_KEY=anvands-bara-nar-de-statiska-filerna-samlas-i-avbilden \
    python manage.py collectstatic --noinput

USER finsam
ENV MILJO=produktion
EXPOSE 8000
# The request must name a host that the app answers to: the first of ALLOWED_HOSTS.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os; from urllib.request import Request, urlopen; urlopen(Request('http://127.0.0.1:8000/halsa/', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].strip()}), timeout=4)"]
CMD ["gunicorn", "finsam.wsgi", "--config", "python:finsam.gunicorn"]
