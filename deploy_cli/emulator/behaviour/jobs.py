"""Jobs: done as soon as they are asked for."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Behaviour, Collection

JOBS = Collection(
    path="/jobs",
    form="job_*16",
    absent=Absent("The job does not exist.", "inexistent_job"),
)


def _start(kind: str) -> Behaviour:
    def start(call: Call) -> Answer:
        job = {"id": call.new_id(JOBS.form), "type": kind, **call.sent(), "created_at": call.now()}
        call.store.put(JOBS.path, job["id"], job | {"status": "completed"})
        return call.answer(job | {"status": "pending"})

    return start


KINDS = (JOBS,)
CALLS = {
    "POST /jobs/users-exports": _start("users_export"),
    "POST /jobs/users-imports": _start("users_import"),
    "POST /jobs/verification-email": _start("verification_email"),
    "GET /jobs/{id}/errors": lambda call: call.answer([]),
}
