"""Pictures as small inline SVG: the same bytes every time, text as text, content in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

INK, RED, EDGE, PINE, PAPER, GREY = "#2a2622", "#9f252b", "#b8955a", "#2f6b3f", "#fffdf8", "#6b635a"
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"


def timeline(points: Sequence[tuple[str, str, bool]], title: str) -> str:
    """A vertical timeline of (date, what happened, whether it is marked)."""
    body, y = [], 20
    for when, what, marked in points:
        lines = wrapped(what, 25)
        colour = RED if marked else EDGE
        body.append(f'<circle cx="190" cy="{y + 10}" r="{9 if marked else 7}" fill="{colour}"/>')
        body.append(svg_text(170, y + 16, when, INK, anchor="end"))
        body.extend(
            svg_text(214, y + 16 + 26 * i, line, RED if marked else INK, bold=marked)
            for i, line in enumerate(lines)
        )
        y += 26 * len(lines) + 18
    line = f'<line x1="190" y1="24" x2="190" y2="{y - 24}" stroke="{EDGE}" stroke-width="3"/>'
    words = "；".join(f"{when}，{what}" for when, what, _ in points)
    return svg(720, y, f"{title}：{words}", line + "".join(body))


def chain(nodes: Sequence[tuple[str, str, str]], title: str) -> str:
    """A chain of people: (name, role, what passes on to the next; "" for the last)."""
    body, y = [], 12
    for i, (name, role, gives) in enumerate(nodes):
        fill = "#fdeceb" if i == len(nodes) - 2 else PAPER
        rows = wrapped(role, 26)
        height = 46 + 24 * len(rows)
        body.append(
            f'<rect x="90" y="{y}" width="480" height="{height}" rx="10" fill="{fill}" '
            f'stroke="{EDGE}" stroke-width="2"/>'
        )
        body.append(svg_text(330, y + 30, name, RED, anchor="middle", bold=True, size=20))
        for j, row in enumerate(rows):
            body.append(svg_text(330, y + 56 + 24 * j, row, GREY, anchor="middle", size=16))
        y += height
        if i < len(nodes) - 1:
            below = wrapped(gives, 26)
            tall = 24 + 24 * len(below)
            body.append(f'<path d="M110 {y} V{y + tall - 8}" stroke="{RED}" stroke-width="3"/>')
            body.append(f'<path d="M102 {y + tall - 12} h16 l-8 12 z" fill="{RED}"/>')
            for j, row in enumerate(below):
                body.append(svg_text(132, y + 28 + 24 * j, row, INK, size=17))
            y += tall
    words = "；".join(f"{n}（{r}）" + (f"，{g}" if g else "") for n, r, g in nodes)
    return svg(660, y + 12, f"{title}：{words}", "".join(body))


def ladder(steps: Sequence[tuple[str, str]], here: int, title: str) -> str:
    """A ladder of (name, from when), lowest first, with the step one stands on marked."""
    body, height = [], 54
    for i, (name, since) in enumerate(steps):
        y = 10 + height * (len(steps) - 1 - i)
        on = i == here
        body.append(
            f'<rect x="{20 + 70 * i}" y="{y}" width="360" height="44" rx="8" '
            f'fill="{"#fdeceb" if on else PAPER}" stroke="{RED if on else EDGE}" '
            f'stroke-width="{3 if on else 1.5}"/>'
        )
        mark = "▶ " if on else ""
        body.append(svg_text(36 + 70 * i, y + 29, f"{mark}{name}　{since}", INK, bold=on, size=17))
    words = "；".join(
        f"{name}（{since}）" + ("，在这里" if i == here else "") for i, (name, since) in enumerate(steps)
    )
    return svg(400 + 70 * (len(steps) - 1), 10 + height * len(steps), f"{title}：{words}", "".join(body))


def edition_line(spans: Sequence[tuple[str, date]], marks: Sequence[tuple[str, date]], here: str) -> str:
    """Editions on a line of time, each (name, first day), with marked days; `here` is the one
    that applies."""
    start = spans[0][1].toordinal()
    end = max([spans[-1][1].toordinal() + 900, *(when.toordinal() for _, when in marks)]) + 60
    left, wide = 20, 680

    def x(when: date) -> int:
        return left + round((max(when.toordinal(), start) - start) * wide / (end - start))

    body = []
    for i, (name, since) in enumerate(spans):
        to = x(spans[i + 1][1]) if i + 1 < len(spans) else left + wide
        on = name == here
        edge, thick = (RED, 3) if on else (EDGE, 1.5)
        body.append(
            f'<rect x="{x(since)}" y="40" width="{to - x(since) - 3}" height="52" rx="8" '
            f'fill="{"#fdeceb" if on else PAPER}" stroke="{edge}" stroke-width="{thick}"/>'
        )
        body.append(svg_text(x(since) + 10, 63, name, RED if on else INK, bold=on))
        body.append(svg_text(x(since) + 10, 85, f"{since} 起", GREY, size=14))
    # Labels stand on one side and in the order in which no line runs through another's label.
    crowded = max((x(when) for _, when in marks), default=0) > left + wide - 200
    for i, (name, when) in enumerate(sorted(marks, key=lambda mark: mark[1], reverse=not crowded)):
        y = 126 + 26 * i
        body.append(
            f'<path d="M{x(when)} 94 V{y - 8}" stroke="{INK}" stroke-width="2"/>'
            f'<path d="M{x(when) - 6} 104 h12 l-6 -10 z" fill="{INK}"/>'
        )
        side = "end" if crowded and x(when) > left + 200 else "start"
        body.append(svg_text(x(when), y + 8, f"{name} {when}", INK, anchor=side, size=16))
    words = "；".join(f"{name}，{since} 起" + ("，适用" if name == here else "") for name, since in spans)
    return svg(720, 126 + 26 * len(marks), f"三版的时间轴：{words}", "".join(body))


def svg(width: int, height: int, label: str, body: str) -> str:
    """A picture of this size whose content the label says in words."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(label)}" style="max-width:{width}px;width:100%;height:auto" '
        f'font-family="{_FONT}">{body}</svg>'
    )


def svg_text(
    x: int, y: int, words: str, fill: str, anchor: str = "start", bold: bool = False, size: int = 18
) -> str:
    """A line of text at a place."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" fill="{fill}" font-size="{size}" text-anchor="{anchor}"{weight}>'
        f"{escape(words)}</text>"
    )


def wrapped(words: str, width: int) -> list[str]:
    """Lines of about `width` Chinese characters; Latin and digits count half.

    A closing mark never begins a line.
    """
    lines, line, used = [], "", 0.0
    for c in words:
        size = 0.5 if c.isascii() else 1.0
        if used + size > width and c not in "，。；：、）》”！？":
            lines.append(line)
            line, used = "", 0.0
        line += c
        used += size
    return [*lines, line] if line else lines or [""]
