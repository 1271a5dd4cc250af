"""Raw records (businesses, permits, jobs, tax invoices) → a panel, by DuckDB on this machine or by Spark.

>>> from potensi.data.records import Asked, Engine, records
>>> found = records("register/", Asked(by="industry", level="regency"), Engine(memory="6GB"))  # doctest: +SKIP
>>> found.panel, found.unknown  # doctest: +SKIP
"""

from potensi.data.records.asked import Asked
from potensi.data.records.engine import Engine
from potensi.data.records.run import Recorded, records

__all__ = ["Asked", "Engine", "Recorded", "records"]
