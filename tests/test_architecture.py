"""The habits of the house, kept by machine."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cuewise.cli import COMMANDS
from cuewise.plugins.registry import BUILT_IN_MODULES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "cuewise"
SOURCES = sorted(PACKAGE.rglob("*.py")) + sorted((ROOT / "tools").glob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}

MAX_FILE_LINES, MAX_FUNCTION_LINES = 300, 50
MAX_IMPORT_SECONDS = 0.5
# What each package may draw from outside; the import order inside is import-linter's.
OUTSIDE = {
    "stats": {"numpy", "scipy"},
    "count": {"numpy", "numba", "pyarrow"},
    "text": {"rjieba"},
    "report": {"jinja2", "markupsafe", "pydantic", "rich"},
    "cli": {"click", "pydantic", "rich"},
}
# Ray and data frames are imported in one file each.
BESIDES = {
    Path("count/on_ray.py"): {"ray"},
    Path("report/frame.py"): {"polars"},
    Path("text/frequency.py"): {"wordfreq"},
    Path("text/simplify.py"): {"opencc"},
    Path("text/language.py"): {"numpy", "py3langid"},
}
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield path, node


def imported(tree: ast.AST) -> set[str]:
    """Top-level names of the packages a file imports, in functions too."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, its docstring not counted: documenting well is not writing long."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= function.body[0].end_lineno - function.body[0].lineno + 1
    return lines


def name_of(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def says_frozen(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and any(
        keyword.arg == "frozen"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is True
        for keyword in node.keywords
    )


def test_no_file_is_longer_than_a_sitting():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE_LINES
    }
    assert not long


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{where(path, node)} {node.name}": lines
        for path, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if (lines := code_lines(node)) > MAX_FUNCTION_LINES
    }
    assert not long


def test_records_and_plugins_are_frozen():
    loose = []
    for path, node in nodes(ast.ClassDef):
        dataclasses = [d for d in node.decorator_list if name_of(d) == "dataclass"]
        plugin = any(name_of(d) == "register" for d in node.decorator_list)
        if (plugin and not dataclasses) or not all(says_frozen(d) for d in dataclasses):
            loose.append(where(path, node))
        if any(name_of(base) == "BaseModel" for base in node.bases) and not any(
            isinstance(line, ast.Assign) and says_frozen(line.value) for line in node.body
        ):
            loose.append(where(path, node))
    assert not loose


def test_importing_cuewise_is_light():
    heavy = ["torch", "sklearn", "pandas", "transformers"]
    code = (
        "import sys, time; start = time.process_time(); import cuewise; "
        "spent = time.process_time() - start; "
        f"print(spent, *[name for name in {heavy} if name in sys.modules])"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    answers = [run.stdout.split() for run in runs]
    assert not answers[0][1:], "imported by `import cuewise`"
    # Processor seconds, the best of three: a busy machine is not a slow library.
    assert min(float(answer[0]) for answer in answers) < MAX_IMPORT_SECONDS


@pytest.mark.parametrize("package", OUTSIDE)
def test_a_package_draws_only_on_what_it_may(package):
    allowed = OUTSIDE[package] | sys.stdlib_module_names | {"cuewise"}
    strays = {
        str(path.relative_to(ROOT)): strays
        for path, tree in TREES.items()
        if path.is_relative_to(PACKAGE / package)
        and (strays := imported(tree) - allowed - BESIDES.get(path.relative_to(PACKAGE), set()))
    }
    assert not strays


def test_the_import_order_holds(monkeypatch, capsys):
    from importlinter.cli import lint_imports

    monkeypatch.chdir(ROOT)
    code = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_nothing_is_unpickled_or_evaluated():
    found = [
        where(path, path_tree)
        for path, path_tree in TREES.items()
        if imported(path_tree) & UNSAFE_MODULES
    ]
    for path, node in nodes(ast.Call):
        called = node.func
        builtin = isinstance(called, ast.Name) and called.id in {"eval", "exec", "__import__"}
        switched_on = any(
            keyword.arg in {"trust_remote_code", "allow_pickle"}
            and ast.unparse(keyword.value) != "False"
            for keyword in node.keywords
        )
        if builtin or switched_on or ast.unparse(called) == "torch.load":
            found.append(where(path, node))
    assert not found


def test_no_machine_and_no_index_is_named():
    folders = "work|tmp|root|home|opt|farm|Users"
    # A folder at the root of a file system, or the host of a package index.
    named = re.compile(rf"(?<![\w.:/}}])/(?:{folders})/\w|pypi\.(?:org|python)|pythonhosted")
    kept = ["src", "tests", "tools", "docs", "benchmarks", "examples", ".ci"]
    files = [path for folder in kept for path in (ROOT / folder).rglob("*") if path.is_file()]
    files += [path for path in ROOT.iterdir() if path.is_file()]
    found = []
    for path in files:
        # In a worktree .git is a file, and says where the repository lies.
        if "__pycache__" in path.parts or path in {Path(__file__), ROOT / ".git"}:
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in named.finditer(text)]
    assert not found


# One click command a file, found by the name of its file.
SAME_EVERYWHERE = {"command"}


def test_a_public_name_means_one_thing():
    homes: dict[str, list[str]] = {}
    for path, tree in TREES.items():
        for node in tree.body if path.is_relative_to(PACKAGE) else ():
            names = [getattr(node, "name", None)]
            if isinstance(node, ast.Assign):
                names = [getattr(target, "id", None) for target in node.targets]
            elif isinstance(node, ast.AnnAssign):
                names = [getattr(node.target, "id", None)]
            for name in names:
                if name and not name.startswith("_"):
                    homes.setdefault(name, []).append(str(path.relative_to(PACKAGE)))
    twice = {name: at for name, at in homes.items() if len(at) > 1}
    assert {name: at for name, at in twice.items() if name not in SAME_EVERYWHERE} == {}


# Reached by name: the command line imports its commands, the registry its plug-ins.
BY_NAME = {"__init__", "__main__", *(f"cli.{name}" for name in COMMANDS)}


def test_every_module_is_reached():
    modules = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): tree
        for path, tree in TREES.items()
        if path.is_relative_to(PACKAGE)
    }
    reached = {name.removeprefix("cuewise.") for name in BUILT_IN_MODULES}
    for name, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cuewise"):
                base = (node.module or "").removeprefix("cuewise").lstrip(".")
                found = {base, *(f"{base}.{alias.name}".lstrip(".") for alias in node.names)}
                reached |= {other for other in found if other != name}
    quoted = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    reached |= {name for name in modules if f'"cuewise.{name}"' in quoted}
    kept = {name for name in modules if name.endswith("__init__")} | BY_NAME
    # A public name of `cuewise.stats` may be used by nothing here: its page says why it is kept.
    kept |= {name for name in modules if name.startswith("stats.")}
    assert set(modules) - reached - kept == set()
