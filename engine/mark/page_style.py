"""How marks look in a web page: a note that is chosen stands in the corner, beside its place."""

from engine.mark.colours import FILLS

_EDGES = {"gap": "2px solid #c00000", "review": "2px dashed #806000", "involved": "1px dotted #2f5597"}


def _tones() -> str:
    return "".join(
        f'[data-compliance="{tone}"]{{background-color:#{colour}!important;color:#000;'
        f"outline:{_EDGES[tone]};outline-offset:-2px}}"
        for tone, colour in FILLS.items()
    )


STYLE = (
    _tones()
    + ".compliance-box,.compliance-box *{box-sizing:border-box;float:none;text-indent:0;letter-spacing:normal}"
    ".compliance-box{display:block;clear:both;margin:16px;padding:12px 16px;border:1px solid #595959;"
    "background:#fff;color:#1a1a1a;font:14px/1.6 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;"
    "text-align:left}"
    ".compliance-box p{margin:0 0 4px;font-size:14px;line-height:1.6}"
    ".compliance-box h2{margin:0 0 8px;font-size:16px;color:#1a1a1a}"
    ".compliance-box ul{margin:8px 0 0;padding:0;list-style:none}"
    ".compliance-box a{color:#0b4f9e;text-decoration:underline}"
    ".compliance-box section,.compliance-box li{margin:0 0 8px;background:#fff;color:#1a1a1a}"
    "a[data-compliance-note]{display:inline-block;margin:0 2px;padding:0 4px;border-radius:3px;"
    "font:bold 12px/1.4 'Microsoft YaHei',sans-serif;text-indent:0;text-decoration:none;white-space:nowrap}"
    "a.compliance-gap[data-compliance-note]{background:#c00000;color:#fff}"
    "a.compliance-review[data-compliance-note]{background:#ffeb9c;color:#000;border:1px dashed #806000}"
    "a[data-compliance-note]:target{outline:3px solid #0b4f9e}"
    "@media screen{.compliance-box li:target{position:fixed;right:16px;bottom:16px;z-index:2147483647;"
    "max-width:min(30rem,90vw);max-height:70vh;overflow:auto;padding:12px 16px;border:2px solid #0b4f9e;"
    "box-shadow:0 4px 16px rgba(0,0,0,.3)}}"
)
