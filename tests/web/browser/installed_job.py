"""Run inside an installation: the job of one data set's latest version, halted in the middle until a line comes in.

``python -m web.browser.installed_job SLUG`` prints how many of how many steps are done when it halts.
"""

import sys
from dataclasses import replace

STEPS_BEFORE = 3


def main(slug: str) -> None:
    """Run the job; halt before one of its steps."""
    from potensi.web.operations.start import set_up

    set_up()
    from potensi.web.datasets import jobs
    from potensi.web.datasets.models import Computation

    usual, own = jobs.steps, Computation.objects.get(version__dataset__slug=slug)

    def halting(version):
        found = usual(version)
        halted = found[STEPS_BEFORE]

        def make():
            own.refresh_from_db()
            print(own.done, own.total, flush=True)
            sys.stdin.readline()
            halted.make()

        # The same figures may have been computed for another data set; here one step is to be done in any case.
        return [*found[:STEPS_BEFORE], replace(halted, make=make, ready=lambda: False), *found[STEPS_BEFORE + 1 :]]

    jobs.steps = halting
    jobs.run(own.pk)


if __name__ == "__main__":
    main(sys.argv[1])
