"""What nbdev does not check: one notebook a module and one module a notebook, an assertion in every notebook; and a count of the tests.
Run from the project's root. `--count LOG` reads what `nbdev_test` printed and ends with `N passed, N failed`."""
import json, re, sys
from pathlib import Path

notebooks = sorted(p for p in Path('nbs').rglob('*.ipynb') if not {'.ipynb_checkpoints', '_proc'} & set(p.parts))

def code(p): return [''.join(c['source']) for c in json.loads(p.read_text(encoding='utf-8'))['cells'] if c['cell_type'] == 'code']

def problems():
    homes = {}
    for p in notebooks:
        cells = code(p)
        for m in (m for s in cells for m in re.findall(r'^#\| *default_exp +(\S+)', s, re.M)): homes.setdefault(m, []).append(p.name)
        if any(re.match(r'#\| *export', s) for s in cells) and not any('default_exp' in s for s in cells): yield f'{p}: exports, but has no default_exp'
        if 'skip_exec' in p.read_text(encoding='utf-8'): yield f'{p}: skip_exec leaves the whole notebook untested'
        tests = [s for s in cells if re.search(r'^\s*(assert\b|test_\w+\()', s, re.M) and not re.match(r'#\| *(eval: *false|slow|cuda|data)', s)]
        if not tests: yield f'{p}: no assertion'
    for m, ps in homes.items():
        if len(ps) > 1: yield f'module {m} is exported by {" and ".join(ps)}'
    for f in Path('dfmf').glob('*.py'):
        if f.stem not in homes and f.stem not in ('__init__', '_modidx'): yield f'{f}: no notebook exports it'

def count(log):
    text = Path(log).read_text()
    failed = {p.stem for p in notebooks if re.search(rf'^\s+{re.escape(p.stem)}(\.ipynb)?\s*$', text, re.M)}
    if 'Success.' not in text and not failed: failed = {p.stem for p in notebooks}
    print(f'{len(notebooks) - len(failed)} passed, {len(failed)} failed')
    return len(failed)

if __name__ == '__main__':
    if sys.argv[1:2] == ['--count']: sys.exit(count(sys.argv[2]) > 0)
    found = list(problems())
    print('\n'.join(found)); sys.exit(bool(found))
