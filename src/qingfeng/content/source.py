"""YAML files with their line numbers: syntax, duplicate keys and shape are judged here."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from qingfeng.words.model import Basis, Place
from qingfeng.words.problems import ContentError, Problem, nearest, problem

Path_ = tuple[str | int, ...]
Value = TypeVar("Value")
# libyaml where the wheel carries it: ten times faster, the same marks.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Shape(BaseModel):
    """A shape of a content file; unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def nothing_is_not_written(cls, data: Any) -> Any:
        """A key with nothing after it is as good as absent."""
        return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


@dataclasses.dataclass(frozen=True)
class Source:
    """A read file: plain data (scalars as text), and the line of every node."""

    path: str
    data: Any
    lines: Mapping[Path_, int]

    def at(self, where: Path_ = ()) -> Place:
        """The place of a node, or of its nearest parent that stands in the file."""
        while where and where not in self.lines:
            where = where[:-1]
        return Place(self.path, self.lines.get(where, 1))


def read_source(path: Path, root: Path) -> Source:
    """The data of a YAML file with its lines.

    Raises ContentError for an unreadable file, wrong syntax and duplicate keys, all at once
    as far as the parser gets.
    """
    return _parsed(_name(path, root), read_text(path, root))


# Many files look into the same few; a text is parsed once, and nobody changes what comes of it.
@lru_cache(maxsize=256)
def _parsed(name: str, text: str) -> Source:
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ContentError([_syntax_problem(name, error, text)]) from None
    lines: dict[Path_, int] = {}
    faults: list[Problem] = []
    data = _plain(node, (), lines, faults, name) if node is not None else None
    if faults:
        raise ContentError(faults)
    return Source(name, data, lines)


def read_text(path: Path, root: Path) -> str:
    """The text of a UTF-8 file; ContentError for a missing one and another encoding."""
    name = _name(path, root)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _fault(name, 1, "Y100", "找不到这个文件", "检查文件名和所在文件夹。") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _fault(name, line, "Y100", "文件不是 UTF-8 编码", "用编辑器“另存为”，编码选 UTF-8。") from None


def shaped(shape: type[BaseModel], source: Source) -> BaseModel:
    """The data of a source in its shape; raises ContentError with every fault of shape."""
    data = source.data if isinstance(source.data, dict) else {}
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise ContentError(_shape_problem(e, source, shape) for e in error.errors()) from None


def valued(kind: type[Value], model: object, source: Source, where: Path_ = ()) -> Value:
    """A frozen value of `kind` from a shaped model: same field names, places filled in."""
    values: dict[str, Any] = {}
    hashable: Any = kind
    for name, hint in _hints(hashable).items():
        if name == "at":
            values[name] = source.at(where)
        elif hasattr(model, name):
            values[name] = _value(hint, getattr(model, name), source, (*where, name))
    return kind(**values)


def _value(hint: Any, raw: Any, source: Source, where: Path_) -> Any:
    if raw is None:
        return () if _origin(hint) is tuple else raw
    if hint is Basis:
        return Basis(raw, source.at(where))
    if _origin(hint) is tuple:
        inner = _arguments(hint)[0]
        return tuple(_value(inner, one, source, (*where, i)) for i, one in enumerate(raw))
    if _origin(hint) in (types.UnionType,):
        return _value(_arguments(hint)[0], raw, source, where)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return valued(hint, raw, source, where)
    if isinstance(raw, dict):
        return {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return raw


# A few hints are asked tens of thousands of times.
_origin: Callable[[Any], Any] = cache(get_origin)
_arguments: Callable[[Any], Any] = cache(get_args)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@lru_cache(maxsize=1024)
def _name(path: Path, root: Path) -> str:
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def _fault(name: str, line: int, code: str, what: str, mend: str) -> ContentError:
    return ContentError([Problem(name, line, code, what, mend)])


def _syntax_problem(name: str, error: yaml.YAMLError, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = (mark.line if mark else 0) + 1
    rows = text.splitlines()
    bad = rows[line - 1].strip() if 0 < line <= len(rows) else ""
    if "\t" in "".join(rows[max(0, line - 2) : line]):
        return Problem(name, line, "Y101", "缩进里有制表符（Tab）", "改成空格，每级缩进两个空格。")
    return Problem(
        name,
        line,
        "Y101",
        f"YAML 写法不对，读到“{bad[:30]}”时读不下去",
        "检查这一行和上一行：缩进是否对齐，冒号后是否有空格，引号是否成对。",
    )


def _plain(node: yaml.Node, where: Path_, lines: dict[Path_, int], faults: list[Problem], name: str) -> Any:
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in result:
                first = lines[(*where, key)]
                what = f"“{key}”写了两次，第一次在第 {first} 行"
                faults.append(Problem(name, line, "Y102", what, "删去一个，或者改成另一个名字。"))
            lines[(*where, key)] = line
            result[key] = _plain(child, (*where, key), lines, faults, name)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(c, (*where, i), lines, faults, name) for i, c in enumerate(node.value)]
    # BaseLoader keeps `no` a string, not False; an empty plain scalar is "nothing".
    return None if node.value == "" and not getattr(node, "style", None) else node.value


_TYPE_WORDS = {
    "int_parsing": "这里要一个整数",
    "int_type": "这里要一个整数",
    "bool_parsing": "这里只能写 true 或者 false",
    "bool_type": "这里只能写 true 或者 false",
    "string_type": "这里要一段文字",
    "list_type": "这里要一个清单，每项一行、以“- ”开头",
    "dict_type": "这里要“名字: 值”的形式",
    "model_type": "这里要“名字: 值”的形式",
    "model_attributes_type": "这里要“名字: 值”的形式",
    "too_short": "这里至少要有一项",
    "string_too_short": "这里不能是空的",
}


def _shape_problem(error: Any, source: Source, shape: type[BaseModel]) -> Problem:
    where: Path_ = tuple(error["loc"])
    kind, at, last = error["type"], source.at(where), where[-1] if where else ""
    if kind == "extra_forbidden":
        return problem(at, "Y103", f"不认识的键“{last}”", nearest(str(last), _keys(shape, where)))
    if kind == "missing":
        return problem(at, "Y104", f"缺少“{last}”", f"在这一段里补上“{last}: ……”。")
    if kind in ("literal_error", "enum"):
        allowed = error["ctx"]["expected"].replace(" or ", "、").replace(", ", "、").replace("'", "")
        return problem(at, "Y105", f"“{last}”不能是“{error['input']}”", f"只能是：{allowed}。")
    if kind.startswith(("date", "time")):
        return problem(at, "Y105", f"“{error['input']}”不是日期", "写成 2018-05-11 的样子。")
    if kind == "value_error":
        return problem(at, "Y105", str(error["ctx"]["error"]), "按说明改这一处。")
    what = _TYPE_WORDS.get(kind, "这里的写法不对")
    return problem(at, "Y105", f"“{last}”：{what}", "对照 cases/_template 里同名的一行改。")


def _keys(shape: Any, where: Path_) -> list[str]:
    """The keys allowed where an unknown one stands: walk the shape along the path."""
    for step in where[:-1]:
        if isinstance(step, str) and hasattr(shape, "model_fields"):
            field = shape.model_fields.get(step)
            shape = _inner(field.annotation) if field else shape
    return list(getattr(shape, "model_fields", {}))


def _inner(annotation: Any) -> Any:
    for arg in get_args(annotation):
        found = _inner(arg)
        if isinstance(found, type) and issubclass(found, BaseModel):
            return found
    return annotation
