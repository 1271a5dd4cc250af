"""``python -m services``: find or install what the web's tests need, and say where it is."""

from services import chromium, postgres

print("Chromium:", chromium.install())
print("PostgreSQL:", postgres.install())
