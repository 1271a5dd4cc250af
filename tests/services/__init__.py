"""What the web's tests need from the machine: a browser, a PostgreSQL server, axe, a slow network.

``python -m services`` finds each or installs it; ``services.fixtures`` hands them to pytest.
"""
