"""One run: the letters of a frozen digest, over a few lines at once, each step kept in the ledger."""

from concurrent.futures import ThreadPoolExecutor

from plugins.newsletter.sending.carrier import Carrier
from plugins.newsletter.sending.course import Course
from plugins.newsletter.sending.work import Work


def run(work: Work) -> str:
    """Send what is due; give why it was stopped before the end, "" when it was not.

    What is stopped stays queued, and another run goes on with it.
    """
    course = Course(work)
    number = work.relay.connections
    with ThreadPoolExecutor(number) as pool:
        try:
            carriers = [Carrier(work, course, is_first=not one) for one in range(number)]
            lines = [pool.submit(carrier.work) for carrier in carriers]
            for line in lines:
                line.result()
        except KeyboardInterrupt:
            course.stop("it was interrupted.")
        except BaseException:
            course.stop("of a fault in this program.")
            raise
    return course.reason
