"""Django's settings for tests: every folder is a temporary one, letters stay in memory, passwords hash quickly."""

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="potensi-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["POTENSI_HOME"] = _HOME
for _name in ("POTENSI_URL", "POTENSI_EMAIL_URL", "POTENSI_OIDC_URL", "POTENSI_SECRET_KEY", "POTENSI_HOSTS"):
    os.environ.pop(_name, None)

from potensi.web.settings import *  # noqa: E402, F403
from potensi.web.settings import DATABASES, INSTALLATION  # noqa: E402

ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A file and not memory: several threads and processes meet in it, as they do in service.
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": INSTALLATION.home / "test.sqlite3"}
