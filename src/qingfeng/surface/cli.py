"""The command line: `qingfeng cite`, `check`, `explore`, `build`, `site`, `serve`, …"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from qingfeng.content.root import find_root
from qingfeng.surface.chinese import ChineseGroup, usage_in_chinese
from qingfeng.surface.progress import Progress
from qingfeng.words.problems import ContentError, QueryError

if TYPE_CHECKING:
    from qingfeng.content.project import Project
    from qingfeng.words.rules import Citation


@click.group(cls=ChineseGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """清风课堂：查规则、查内容、走情景、出测验、开课堂。"""


def main() -> None:
    """Run the command line; what goes wrong is told in Chinese, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show Chinese still gets an answer.
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(standalone_mode=False)
    except ContentError as error:
        _fail(_problems_in_words(error))
    except QueryError as error:
        _fail(str(error))
    except click.UsageError as error:
        _fail(usage_in_chinese(error), status=2)
    except click.exceptions.Abort:
        _fail("已停止。", status=130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)


# A table of a hundred thousand rows may have as many faults; nobody reads them all at once.
_PROBLEMS_TOLD = 200


def _problems_in_words(error: ContentError) -> str:
    told = [str(problem) for problem in error.problems[:_PROBLEMS_TOLD]]
    more = len(error.problems) - len(told)
    return "\n".join([*told, *([f"还有 {more} 处，改完这些再运行一次。"] if more else [])])


def _fail(message: str, status: int = 1) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)


def _project() -> Project:
    """The course with its content: reading it costs more to import than most commands need."""
    from qingfeng.content.project import find_project

    return find_project()


@cli.command()
@click.argument("instrument", metavar="文件")
@click.argument("topic", metavar="主题或条号")
@click.option("--on", required=True, metavar="日期", help="行为日，如 2018-05-11。")
@click.option("--until", metavar="日期", help="连续、继续的行为到哪一天。")
@click.option("--handled", metavar="日期", help="处理日。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def cite(instrument: str, topic: str, on: str, until: str | None, handled: str | None, as_json: bool) -> None:
    """某一天的行为，适用哪一版、哪一条。"""
    from qingfeng.content.rulebook import day

    found = _project().rulebook.cite(
        instrument,
        topic,
        on=day(on),
        until=day(until) if until else None,
        handled=day(handled) if handled else None,
    )
    if as_json:
        click.echo(json.dumps([_plain(c) for c in found], ensure_ascii=False, indent=2, default=str))
    else:
        click.echo("\n\n".join(map(_in_words, found)))


def _plain(citation: Citation) -> dict[str, object]:
    return asdict(citation)


def _in_words(citation: Citation) -> str:
    until = citation.in_force_to or "今"
    article = citation.article or "（不引条号）"
    rows = [
        f"【{citation.role}】《{citation.instrument}》{citation.edition} {article} {citation.topic}",
        f"  大意：{citation.paraphrase}",
        f"  施行：{citation.in_force_from} 至 {until}",
    ]
    rows += [f"  阶梯：{'；'.join(citation.ladder)}"] if citation.ladder else []
    rows += [f"  主体：{citation.binds}"] if citation.binds else []
    rows += [f"  说明：{citation.note}"] if citation.note else []
    return "\n".join([*rows, f"  核实：{citation.confidence}　来源：{citation.source}"])


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[文件或文件夹]…")
def check(paths: tuple[Path, ...]) -> None:
    """查内容：一次报出所有错处，每处说明在哪一行、怎么改。"""
    from qingfeng.show.check import Check

    run = Check(_project()).run(list(paths))
    for one in run.problems:
        click.echo(str(one))
    for notice in run.notices:
        click.echo(notice, err=True)
    if run.problems:
        _fail(f"共 {len(run.problems)} 处要改。")
    click.echo("没有发现错处。")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="案例文件夹")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def explore(folder: Path, as_json: bool) -> None:
    """走遍一个情景：有多少场景、状态、结局、路径，有哪些错处。"""
    from qingfeng.content.scenario import load_scenario
    from qingfeng.think.scenario import explore as explored

    project = _project()
    path = folder if folder.is_file() else folder / "scenario.yml"
    if not path.is_file() and (project.root / "cases" / folder / "scenario.yml").is_file():
        path = project.root / "cases" / folder / "scenario.yml"
    found = explored(load_scenario(path, project.root))
    if as_json:
        values = asdict(found) | {"defects": [asdict(d) for d in found.defects]}
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    else:
        click.echo(
            f"场景 {found.scenes}　状态 {found.states}　选项 {found.choices}　"
            f"结局 {found.endings}（合法 {found.lawful_endings}）　不重复的路径 {found.paths}"
        )
        for ending, steps in found.shortest.items():
            click.echo(f"  {ending}：{' → '.join(steps)}（{len(steps)} 步）")
        for defect in found.defects:
            click.echo(str(defect))
    if found.defects:
        _fail(f"共 {len(found.defects)} 处要改。")


@cli.command()
@click.argument("words", metavar="原文里的几个字")
@click.option("--case", "case_name", required=True, metavar="案例", help="案例的名字。")
def locate(words: str, case_name: str) -> None:
    """在版面原文里找一句话，给出 case.yml 要写的 paragraph 和 hash。"""
    from qingfeng.content.case import page_of, sentences

    project = _project()
    page = page_of(project.case(case_name), project.root)
    if page is None:
        raise QueryError("版面原文不在这台电脑上。请用 QINGFENG_SOURCE 指出它所在的文件夹。")
    wanted = "".join(words.split())
    found = [s for s in sentences(page.read_text(encoding="utf-8")) if wanted in s.text]
    for sentence in found:
        click.echo(f"paragraph: {sentence.paragraph}\nhash: {sentence.locator.hash}\n{sentence.text}\n")
    if not found:
        raise QueryError(f"版面里没有“{words}”。")


@cli.command()
@click.argument("assignment", metavar="测验")
def build(assignment: str) -> None:
    """由题库做出测验的笔记本和试卷。"""
    from qingfeng.show.grading.build import build as built

    built(assignment, find_root())
    click.echo(f"已写好 assignments/source/{assignment}/。")


@cli.command()
@click.argument("assignment", metavar="测验")
@click.option("--student", default="*", metavar="学员", help="只评这些学员，可以用 * 和 ?。")
@click.option("--force", is_flag=True, help="评过的也重新评（教员手工给的分数留着）。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def grade(assignment: str, student: str, force: bool, as_json: bool) -> None:
    """批量评分：不运行学员的代码，几千份也只要几十秒；随时可以停，再运行会接着评。"""
    from qingfeng.show.grading.batch import grade as graded

    with Progress() as bar:
        found = graded(
            find_root(), assignment, student=student, force=force, progress=bar.show, waiting=_say_waiting
        )
    if as_json:
        click.echo(found.as_json())
    else:
        click.echo(f"新评 {found.graded} 份，跳过 {found.skipped} 份（已评过，没有新的提交）。")
        if found.attention:
            click.echo(f"要看一看的 {len(found.attention)} 份，都在 assignments/待看清单-{assignment}.csv：")
        for learner, reasons in list(found.attention.items())[:20]:
            click.echo(f"  {learner}：{'；'.join(reasons)}")
    if found.failed:
        rows = [f"  {learner}：{why}" for learner, why in found.failed.items()]
        _fail("\n".join([f"有 {len(found.failed)} 份没有评成：", *rows]))


def _say_waiting() -> None:
    click.echo("另一次评分正在进行，等它做完再接着评……", err=True)


@cli.command()
@click.argument("system", metavar="机制")
@click.argument("source", type=click.Path(path_type=Path), metavar="[输入文件]", required=False)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="文件", help="把结果写成 Excel 文件（.xlsx）。"
)
@click.option("--template", type=click.Path(path_type=Path), metavar="文件", help="取一份空表（.xlsx）。")
@click.option("--set", "switches", multiple=True, metavar="开关=值", help="改一个开关，可以写几次。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def run(
    system: str,
    source: Path | None,
    out: Path | None,
    template: Path | None,
    switches: tuple[str, ...],
    as_json: bool,
) -> None:
    """用自己的表格算一遍：积分、轮岗、利益冲突、招商、画像、整改、渠道、承诺等。

    机制：points、rotation、conflicts、leasing、credit、linkage、rectify、channels、pledges、gallery。
    """
    from qingfeng.surface.running import run_system

    for line in run_system(_project(), system, source, out, template, switches, as_json=as_json):
        click.echo(line)


@cli.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="整改表")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="文件夹", help="写在哪里。")
@click.option("--issue", type=int, required=True, metavar="期号", help="通报是第几期。")
@click.option("--unit", required=True, metavar="单位", help="发文的单位。")
@click.option("--set", "switches", multiple=True, metavar="开关=值", help="改一个开关，可以写几次。")
def notices(source: Path, out: Path, issue: int, unit: str, switches: tuple[str, ...]) -> None:
    """由整改表写出晾晒、通报、讲评（Word）和通报附表（Excel）。"""
    from qingfeng.surface.running import write_notices

    for line in write_notices(_project(), source, out, issue, unit, switches):
        click.echo(line)


@cli.command("print")
@click.argument("name", metavar="[打印件]", default="")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写成 .pdf 或者 .png。")
@click.option("--set", "given", multiple=True, metavar="空=字", help="填一个空，可以写几次。")
def print_(name: str, out: Path | None, given: tuple[str, ...]) -> None:
    """打印件：承诺书、聘书、渠道图、三色卡、答题卡等，空着或者填好；不写名字就列出来。"""
    from qingfeng.surface.printing import list_sheets, print_sheet

    project = _project()
    for line in print_sheet(project, name, out, given) if name else list_sheets(project):
        click.echo(line)


@cli.command()
@click.option("--port", default=8888, show_default=True, metavar="端口", help="在哪个端口上开。")
@click.option("--learners", is_flag=True, help="只开课程，不带工作台（给学员用的服务器）。")
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器。")
def serve(port: int, learners: bool, no_browser: bool) -> None:
    """打开课程，按 Ctrl-C 停下。"""
    _need_free(port)
    from qingfeng.surface.server.app import serve as served

    served(find_root(), port, learners=learners, browser=not no_browser)


@cli.command()
@click.option("--port", default=8888, show_default=True, metavar="端口", help="在哪个端口上开。")
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器。")
def present(port: int, no_browser: bool) -> None:
    """现场课：打开放映的清单，按 Ctrl-C 停下。"""
    _need_free(port)
    from qingfeng.surface.server.app import serve as served

    served(find_root(), port, learners=False, browser=not no_browser, page="present")


@cli.command()
@click.argument("session", metavar="[现场课]", default="")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写成 PDF。")
def kit(session: str, out: Path | None) -> None:
    """现场课的主持包：目标、每页几分钟、问题、可能的回答、要打印的、会场；不写名字就列出来。"""
    project = _project()
    if not session:
        for name in project.session_names:
            one = project.session(name)
            click.echo(f"{name}　{one.title}（{one.minutes} 分钟）")
        return
    from qingfeng.show.sessions.kit import kit_of
    from qingfeng.show.writing import told_where_unwritable, write_whole

    target = out or Path(f"{session}.pdf")
    with told_where_unwritable(target):
        write_whole(target, kit_of(project.root, session))
    click.echo(f"已写好 {target}。")


def _need_free(port: int) -> None:
    import socket

    if not 1 <= port <= 65535:
        raise QueryError(f"端口 {port} 不对，要在 1 到 65535 之间。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise QueryError(
                f"端口 {port} 已经被占用。换一个端口再开，例如：make course PORT={port + 1}"
            ) from None


@cli.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="文件夹")
def site(out: Path) -> None:
    """把课程写成不用服务器的网页，可以放进 U 盘。"""
    from qingfeng.show.pages.site import write_site
    from qingfeng.show.printing import write_blank_sheets
    from qingfeng.show.sessions.kit import write_kits
    from qingfeng.show.writing import told_where_unwritable

    project = _project()
    with told_where_unwritable(out):
        count = write_site(project, out)
        click.echo(f"已写好 {count} 页，打开 {out}/index.html 就能看。")
        try:
            sheets = write_blank_sheets(project, out / "prints")
        except QueryError as error:
            click.echo(f"打印件没有写：{error}", err=True)
        else:
            kits = write_kits(project, out / "prints")
            click.echo(f"打印件 {len(sheets)} 份，主持包 {len(kits)} 份，在 {out}/prints 里。")


@cli.command()
@click.argument("assignment", metavar="[测验]", default="favours")
def demo(assignment: str) -> None:
    """造一个五人的示范班，答卷已提交，等教员来收。"""
    from qingfeng.show.grading.demo import demo as made

    click.echo(made(find_root(), assignment))


@cli.command()
def notebooks() -> None:
    """运行所有笔记本，保存又小又稳的结果。"""
    from qingfeng.show.notebooks import save_all

    for path in save_all(find_root()):
        click.echo(f"已保存 {path}")


@cli.command()
def schemas() -> None:
    """写出给编辑器用的 JSON Schema。"""
    from qingfeng.content.schemas import write_schemas

    for path in write_schemas(find_root()):
        click.echo(f"已写好 {path.name}")
