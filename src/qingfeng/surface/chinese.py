"""Click in Chinese: what a command's help and its faults say."""

from __future__ import annotations

import re

import click


class ChineseCommand(click.Command):
    """A command whose help says its own few words in Chinese."""

    def get_help(self, ctx: click.Context) -> str:
        return _help_in_chinese(super().get_help(ctx))


class ChineseGroup(click.Group):
    """A group whose help says its own few words in Chinese."""

    def get_help(self, ctx: click.Context) -> str:
        return _help_in_chinese(super().get_help(ctx))

    command_class = ChineseCommand


def _help_in_chinese(text: str) -> str:
    words = {
        "Usage:": "用法：",
        "Options:": "选项：",
        "Commands:": "命令：",
        "[OPTIONS]": "[选项]",
        "COMMAND [ARGS]...": "命令 [参数]…",
        "Show this message and exit.": "显示这段说明。",
        "[required]": "（必填）",
        "[default: ": "（默认：",
    }
    for english, chinese in words.items():
        text = text.replace(english, chinese)
    return re.sub(r"（默认：([^\]]*)\]", r"（默认：\1）", text)


def usage_in_chinese(error: click.UsageError) -> str:
    """What was wrong with a command, and where its help is."""
    command = error.ctx.command_path if error.ctx else "qingfeng"
    return f"{_fault_in_chinese(error)}\n用法见：{command} --help"


def _fault_in_chinese(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        hint = f"你是想写 {'、'.join(error.possibilities)} 吗？" if error.possibilities else ""
        return f"没有选项 {error.option_name}。{hint}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面少了一个值，或者不该有值。"
    if isinstance(error, click.MissingParameter):
        name = error.param.metavar or error.param.opts[0] if error.param else ""
        kind = "选项" if isinstance(error.param, click.Option) else "参数"
        option = error.param.opts[0] + " " if isinstance(error.param, click.Option) else ""
        return f"少了{kind} {option}{name}。"
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param else ""
        return f"{name} 的值不对。"
    if "command" in error.message:
        return f"没有这个命令。可用的有：{'、'.join(sorted(_commands(error)))}。"
    return "参数太多了。"


def _commands(error: click.UsageError) -> list[str]:
    command = error.ctx.command if error.ctx else None
    return list(command.commands) if isinstance(command, click.Group) else []
