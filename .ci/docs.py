"""Builds the website into _docs, or only checks its pages. Run it from anywhere.

    python .ci/docs.py            process the notebooks, check the pages, render them (needs Quarto)
    python .ci/docs.py --check    process and check, without Quarto

It does what `nbdev_docs` does, but for README.md (which .ci/readme.py makes), and it prints signatures in its own way.
"""
import argparse
import importlib
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from dataclasses import is_dataclass
from pathlib import Path

from fastcore.docments import DocmentText, empty
from nbdev import showdoc
from nbdev.doclinks import NbdevLookup
from nbdev.quarto import refresh_quarto_yml
from nbdev.serve import proc_nbs

ROOT = Path(__file__).resolve().parent.parent
MAX_DEFAULT = 80
LINK = re.compile(r'\]\(https?://')
# Quarto gives these to every page with a table; only outputs with a script of their own would need them.
LIBRARY = re.compile(r'<script[^>]*/(?:require|jquery)(?:\.min)?\.js"[^>]*></script>\s*'
                     r'|<script[^>]*>\s*define\(.jquery.[^<]*</script>\s*')
CHECK = re.compile(r'^\s*(?:assert|test_\w+\(|with ExceptionExpected)', re.MULTILINE)
SHORT = 6 # lines of code in a row that a page of results shows
LINK_IN_LINK = re.compile(r'\[\[`[^`]*`\]\(')


def learner_events():
    "The events that fastai adds to the signature of each callback."
    from fastai.callback.core import event
    return {name for name in vars(event) if not name.startswith('_')}


def exported(symbol):
    "The same class in the package: one that is defined in a notebook has no source to read comments from."
    place = NbdevLookup()[symbol.__qualname__]
    if not place:
        return symbol
    module = Path(place[1]).with_suffix('').as_posix().replace('/', '.')
    return getattr(importlib.import_module(module), symbol.__qualname__, symbol)


class SignatureText(DocmentText):
    "A signature with its comments; a type is only named where the code names one, and long defaults are cut."
    def __init__(self, obj, **kwargs):
        super().__init__(obj, **kwargs)
        events = learner_events()
        self.dm = {k: v for k, v in self.dm.items() if k not in events or v.get('docment')}
        try:
            self.annotated = {k for k, p in inspect.signature(obj).parameters.items() if p.annotation is not empty}
        except (TypeError, ValueError): # not callable, or written in C
            self.annotated = set()

    def _fmt_param(self, nm, p):
        default = p.get('default', empty)
        shown = dict(p) if nm in self.annotated else {**p, 'anno': empty}
        if len(repr(default)) <= MAX_DEFAULT:
            return super()._fmt_param(nm, shown)
        return super()._fmt_param(nm, {**shown, 'default': empty}) + f'={type(default).__name__}(...)'


class Signature(showdoc.BasicMarkdownRenderer):
    "What the site shows of a function or class."
    def __init__(self, sym, name=None, title_level=3):
        found = exported(sym) if inspect.isclass(sym) and is_dataclass(sym) else sym
        super().__init__(found, name=name, title_level=title_level)
        self.dm = SignatureText(found, maxline=75, docstring=False)
        self.fn = self.nm # by which nbdev finds the source


def process():
    "Process the notebooks into _proc, with their signatures; the folder."
    os.chdir(ROOT)
    refresh_quarto_yml()
    showdoc.BasicMarkdownRenderer = Signature
    return Path(proc_nbs(force=True, n_workers=0))


def summary(cell, on_results_page):
    "What a cell's code is folded under; None: it stays open."
    code = ''.join(cell['source'])
    if cell['cell_type'] != 'code' or 'code-fold' in code or 'echo: false' in code:
        return None
    if not cell['outputs'] and CHECK.search(code):
        return 'Check'
    if on_results_page and len([line for line in code.splitlines() if not line.startswith('#|')]) > SHORT:
        return 'Code'
    return None


def fold_code(path):
    "On the site, checks that show nothing are folded, and on pages of results all long code; notebooks stay open."
    page = json.loads(path.read_text(encoding='utf-8'))
    for cell in page['cells']:
        under = summary(cell, path.parent.name == 'experiments')
        if under:
            cell['source'] = ['#| code-fold: true\n', f'#| code-summary: "{under}"\n',
                              *''.join(cell['source']).splitlines(keepends=True)]
    path.write_text(json.dumps(page, indent=1), encoding='utf-8')


def shown_markdown(path):
    "The markdown of a processed page: that of its cells, and that of their outputs."
    for cell in json.loads(path.read_text(encoding='utf-8'))['cells']:
        if cell['cell_type'] == 'markdown':
            yield ''.join(cell['source'])
        for output in cell.get('outputs', []):
            yield ''.join(output.get('data', {}).get('text/markdown', []))


def check_page(path):
    "Links are where markdown reads them: not in code, nor within a link; signatures name no type that nobody wrote."
    for text in shown_markdown(path):
        in_code = False
        for line in text.splitlines():
            if line.lstrip().startswith('```'):
                in_code = not in_code
            if in_code and LINK.search(line):
                yield f'{path.relative_to(ROOT)}: a link that shows as text: {line.strip()}'
            if not in_code and LINK_IN_LINK.search(line):
                yield f'{path.relative_to(ROOT)}: a link within a link: {line.strip()}'
            if in_code and ':NoneType' in line:
                yield f'{path.relative_to(ROOT)}: a parameter of type NoneType: {line.strip()}'


def without_libraries(html):
    "A page without the libraries from elsewhere that nothing on it needs."
    return html if 'require([' in html else LIBRARY.sub('', html)


def render(cache):
    "Let Quarto make _docs from the processed notebooks; the exit code."
    if shutil.which('quarto') is None:
        print('This needs Quarto: https://quarto.org/docs/get-started')
        return 1
    code = subprocess.run(['quarto', 'render', '--no-cache'], cwd=cache, check=False).returncode
    if code == 0:
        shutil.rmtree(ROOT/'_docs', ignore_errors=True)
        shutil.move(cache/'_docs', ROOT/'_docs')
        for page in (ROOT/'_docs').rglob('*.html'):
            page.write_text(without_libraries(page.read_text(encoding='utf-8')), encoding='utf-8')
    return code


def main():
    "Read the command line, process, check, render; the exit code."
    parser = argparse.ArgumentParser(description='Builds the website.')
    parser.add_argument('--check', action='store_true', help='only process the notebooks and check the pages')
    args = parser.parse_args()
    warnings.filterwarnings('ignore', category=FutureWarning, module='torch.jit')
    cache = process()
    pages = sorted(cache.rglob('*.ipynb'))
    for page in pages:
        fold_code(page)
    problems = [problem for path in pages for problem in check_page(path)]
    for problem in problems:
        print(problem)
    if problems:
        return 1
    return 0 if args.check else render(cache)


if __name__ == '__main__':
    sys.exit(main())
