"""One Spark session for all tests that want one: local, deaf to the network, gone with the tests."""

import os
import warnings

import pytest
from services import java


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """A Spark session that the records find running and use."""
    if java.find() is None:
        if os.environ.get("CI"):
            pytest.fail(java.SAY_HOW)
        pytest.skip(java.SAY_HOW)
    folder = tmp_path_factory.mktemp("spark")
    with java.home(), warnings.catch_warnings():
        # PySpark says of every pandas newer than its own release that it has not been tried.
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.memory", "1g")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.default.parallelism", "1")
            .config("spark.local.dir", str(folder))
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .getOrCreate()
        )
        process = session.sparkContext._gateway.proc
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()
        session.sparkContext._gateway.shutdown() if session.sparkContext._gateway else None
        process.stdin.close()  # the Java process ends with its input
        process.wait(60)
