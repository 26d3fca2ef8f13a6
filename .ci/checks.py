"""Checks of the notebooks that neither nbdev nor ruff makes, and two small helpers for CI. Run it from anywhere.

    python .ci/checks.py                look at every notebook; exit code 1 if something is wrong
    python .ci/checks.py --count LOG    count the notebooks that passed, from what nbdev_test printed
    python .ci/checks.py --tag v1.2.0   compare a release's tag with the versions written in the files
"""
import argparse
import ast
import io
import json
import re
import sys
import tokenize
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {'.ipynb_checkpoints', '_proc', '_docs'}
MAX_COLUMNS = 120

EXPORT = re.compile(r'^#\| *export', re.MULTILINE)
DEFAULT_EXP = re.compile(r'^#\| *default_exp +(\S+)', re.MULTILINE)
NOT_RUN = re.compile(r'#\| *(eval: *false|slow|cuda|data)\b')
ASSERTION = re.compile(r'^\s*(assert\b|test_\w+\()', re.MULTILINE)
LINK_TARGET = re.compile(r'\]\(([^)#\s:]+\.(?:ipynb|png|svg|md|py|json|csv))(?:#[^)\s]*)?\)')
LINK_TO_HEADING = re.compile(r'\]\(([^)#\s:]*\.ipynb|)#([^)\s]+)\)')
HEADING = re.compile(r'^#{1,6} +(.+)', re.MULTILINE)
SIDEBAR_ENTRY = re.compile(r'^\s*- (\S+\.ipynb)\s*$', re.MULTILINE)
MAGIC = re.compile(r'^([ \t]*)[%!].*', re.MULTILINE)
LINKED_CODE = re.compile(r'\[`[^`\]]+`\]\([^)]*\.ipynb')
NOT_RUN_FOR_DOCS = re.compile(r'^#\| *eval: *false|nbdev_export\(\)', re.MULTILINE)
LINK_OR_IMAGE = re.compile(r'(- )?!?\[[^\]]*\]\(\S+\)[.,;:]?')


def find_notebooks():
    "Every notebook of the project, in order."
    paths = sorted((ROOT/'nbs').rglob('*.ipynb'))
    return [path for path in paths if not NOT_OURS & set(path.relative_to(ROOT).parts)]


def read_cells(path):
    "A notebook's cells as pairs: 'code' or 'markdown', and the text."
    notebook = json.loads(path.read_text(encoding='utf-8'))
    return [(cell['cell_type'], ''.join(cell['source'])) for cell in notebook['cells']]


def code_cells(path):
    "The text of each code cell."
    return [text for kind, text in read_cells(path) if kind == 'code']


def exported_module(path):
    "The module that a notebook exports, from its `#| default_exp`; None if it names none."
    for text in code_cells(path):
        found = DEFAULT_EXP.search(text)
        if found:
            return found.group(1)
    return None


def check_modules(notebooks):
    "One notebook per module and one module per notebook, or nbdev overwrites a file or leaves an old one behind."
    homes = {}
    for path in notebooks:
        module = exported_module(path)
        exports = any(EXPORT.search(text) for text in code_cells(path))
        if module:
            homes.setdefault(module, []).append(path.name)
        elif exports:
            yield f'{path.relative_to(ROOT)}: exports cells, but has no default_exp'
    for module, names in homes.items():
        if len(names) > 1:
            yield f'module {module} is exported by {" and ".join(names)}'
    for file in sorted((ROOT/'dfmf').glob('*.py')):
        written_by_nbdev = file.stem in ('__init__', '_modidx')
        if file.stem not in homes and not written_by_nbdev:
            yield f'{file.relative_to(ROOT)}: no notebook exports it'


def check_tested(path):
    "Every notebook asserts something in a cell that the quick tests run."
    if 'skip_exec' in path.read_text(encoding='utf-8'):
        yield f'{path.relative_to(ROOT)}: skip_exec leaves the whole notebook untested'
    for text in code_cells(path):
        if ASSERTION.search(text) and not NOT_RUN.match(text):
            return
    yield f'{path.relative_to(ROOT)}: no assertion'


def check_sidebar(notebooks):
    "The website's sidebar lists every notebook, and nothing that is not there."
    folder = ROOT/'nbs'
    listed = SIDEBAR_ENTRY.findall((folder/'sidebar.yml').read_text(encoding='utf-8'))
    there = [path.relative_to(folder).as_posix() for path in notebooks]
    for name in there:
        if name not in listed:
            yield f'nbs/sidebar.yml: does not list {name}'
    for name in listed:
        if name not in there:
            yield f'nbs/sidebar.yml: lists {name}, which does not exist'


def check_links(path):
    "Links from a markdown cell to another file of the project lead somewhere."
    for number, (kind, text) in enumerate(read_cells(path)):
        if kind != 'markdown':
            continue
        for target in LINK_TARGET.findall(text):
            if not (path.parent/target).exists():
                yield f'{path.relative_to(ROOT)}, cell {number}: link to {target}, which does not exist'


def heading_ids(path):
    "What links into a notebook's page can end in: its headings as Pandoc spells them."
    found = set()
    for kind, text in read_cells(path):
        for heading in HEADING.findall(text if kind == 'markdown' else ''):
            words = re.sub(r'[^\w\s.-]', '', heading.lower()).split()
            found.add(re.sub(r'^[^a-z]+', '', '-'.join(words)))
    return found


def check_headings(path):
    "Links to a heading, of this page or another, lead to one that is there."
    for number, (kind, text) in enumerate(read_cells(path)):
        for target, heading in LINK_TO_HEADING.findall(text if kind == 'markdown' else ''):
            page = path.parent/target if target else path
            if page.exists() and heading not in heading_ids(page):
                yield f'{path.relative_to(ROOT)}, cell {number}: link to {target}#{heading}, which has no such heading'


def cannot_be_wrapped(line):
    "Whether a line of markdown has to stay in one piece: a table's row, a displayed formula, one link or image."
    line = line.strip()
    return line.startswith(('|', '$$')) or LINK_OR_IMAGE.fullmatch(line) is not None


def check_prose_width(path):
    "Lines of markdown cells stay within the same width as code. (ruff measures the code.)"
    for number, (kind, text) in enumerate(read_cells(path)):
        if kind != 'markdown':
            continue
        for line in text.splitlines():
            if len(line) > MAX_COLUMNS and not cannot_be_wrapped(line):
                yield f'{path.relative_to(ROOT)}, cell {number}: {len(line)} columns in "{line[:40]}..."'


def parse(code):
    "The syntax tree of a cell, without IPython's magics."
    return ast.parse(MAGIC.sub(r'\1pass', code))


def signature_lines(tree):
    "The numbers of the lines that hold signatures and fields of classes: their comments are the site's reference."
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines.update(range(node.lineno, node.body[0].lineno))
        if isinstance(node, ast.ClassDef):
            for field in node.body:
                if isinstance(field, ast.AnnAssign):
                    lines.update(range(field.lineno, field.end_lineno + 1))
    return lines


def check_signatures(path):
    "No backticks in the comments of signatures: nbdev makes links of the names in them, which the site shows raw."
    for text in code_cells(path):
        if not EXPORT.search(text):
            continue
        lines = signature_lines(parse(text))
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and token.start[0] in lines and '`' in token.string:
                yield f'{path.relative_to(ROOT)}: backticks in the comment of a parameter: {token.string}'


def check_linked_code(path):
    "No link around a name in backticks: nbdev links the name as well, and the site shows a link within a link."
    for number, (kind, text) in enumerate(read_cells(path)):
        if kind != 'markdown':
            continue
        for link in LINKED_CODE.findall(text):
            yield f'{path.relative_to(ROOT)}, cell {number}: link around a name in backticks: {link}'


def check_imports(path):
    "Cells that are not exported import, or do something, not both: the docs run every cell with an import in it."
    for text in code_cells(path):
        if EXPORT.search(text) or NOT_RUN_FOR_DOCS.search(text):
            continue
        nodes = list(ast.walk(parse(text)))
        imports = any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in nodes)
        if imports and any(isinstance(node, (ast.Expr, ast.Assign)) for node in nodes):
            yield f'{path.relative_to(ROOT)}: imports in a cell that does more, and that the docs run: {text[:50]!r}'


def check_notebooks():
    "Print what is wrong with the notebooks; the exit code."
    notebooks = find_notebooks()
    problems = list(check_modules(notebooks))
    problems += check_sidebar(notebooks)
    for path in notebooks:
        problems += check_tested(path)
        problems += check_links(path)
        problems += check_headings(path)
        problems += check_prose_width(path)
        problems += check_signatures(path)
        problems += check_linked_code(path)
        problems += check_imports(path)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def count_tests(log):
    "Print how many notebooks passed and failed, from the log of nbdev_test; the exit code."
    text = Path(log).read_text(encoding='utf-8')
    notebooks = find_notebooks()
    failed = 0
    for path in notebooks:
        listed_as_failed = re.search(rf'^\s+{re.escape(path.stem)}(\.ipynb)?\s*$', text, re.MULTILINE)
        if listed_as_failed:
            failed += 1
    if failed == 0 and 'Success.' not in text:
        failed = len(notebooks) # it did not get to its last line: a time-out, or a crash
    print(f'{len(notebooks) - failed} passed, {failed} failed')
    return 1 if failed else 0


def check_release(tag):
    "Print where the version differs from a release's tag; the exit code."
    settings = ConfigParser(delimiters=['='])
    settings.read(ROOT/'settings.ini', encoding='utf-8')
    version = settings['DEFAULT']['version']
    citation = (ROOT/'CITATION.cff').read_text(encoding='utf-8').splitlines()
    changelog = (ROOT/'CHANGELOG.md').read_text(encoding='utf-8').splitlines()
    problems = []
    if tag != f'v{version}':
        problems.append(f'the tag is {tag}, but settings.ini has version {version}')
    if f'version: {version}' not in citation:
        problems.append(f'CITATION.cff does not have version {version}')
    if f'## {version}' not in changelog:
        problems.append(f'CHANGELOG.md has no section {version}')
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def main():
    "Read the command line, run one of the three; the exit code."
    parser = argparse.ArgumentParser(description='Checks of the notebooks that neither nbdev nor ruff makes.')
    parser.add_argument('--count', metavar='LOG', help='count the notebooks that passed, from what nbdev_test printed')
    parser.add_argument('--tag', help="compare a release's tag with the versions written in the files")
    args = parser.parse_args()
    if args.count:
        return count_tests(args.count)
    if args.tag:
        return check_release(args.tag)
    return check_notebooks()


if __name__ == '__main__':
    sys.exit(main())
