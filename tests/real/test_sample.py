"""The sample of the official tool: it loads as it is, one apply makes it so, and then there is nothing to do."""

import re
from pathlib import Path

from tests.emulated import EmulatedTenant, loaded

KEYWORDS = {
    "ENV": "dev",
    "AUTH0_DOMAIN": "emulator",
    "JWT_SECRET": "a secret of thirty-two characters",
    "MY_CLIENT_ID": "a-client",
    "EVENT_STREAM_WEBHOOK_BEARER_TOKEN": "a-token",
    "SETUP_CONFIG": "{}",
}


def test_after_one_apply_of_the_official_sample_there_is_nothing_to_do(sample: Path) -> None:
    captchas = re.findall(r"##(CAPTCHA_\w+?)##", sample.read_text(encoding="utf-8"))
    desired = loaded(sample, {**KEYWORDS, **{name: name.lower() for name in captchas}})
    tenant = EmulatedTenant()

    report = tenant.apply(desired)

    assert report.complete, report
    assert len(desired.resources) > 30
    assert tenant.plan(desired).changes == ()
