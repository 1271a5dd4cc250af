"""``python -m services``: find or install what the tests need, and say where it is."""

from services import chromium, java, postgres

print("Chromium:", chromium.install())
print("PostgreSQL:", postgres.install())
print("Java:", java.install())
