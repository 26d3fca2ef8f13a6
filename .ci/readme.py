"""Makes README.md from nbs/index.ipynb, without Quarto: `python .ci/readme.py`, from anywhere."""
import re
from pathlib import Path

import nbformat
from nbconvert import MarkdownExporter

ROOT = Path(__file__).resolve().parent.parent
NOTICE = '<!-- made from nbs/index.ipynb by `python .ci/readme.py`: edit that notebook -->'

HIDDEN = re.compile(r'#\| *(hide|include: *false)\b')
OUTPUT_ONLY = re.compile(r'#\| *echo: *false\b')
DIRECTIVES = re.compile(r'^#\|.*\n')
LINK_TO_FILE = re.compile(r'(!?\[[^\]]*\]\()(?!https?:|#|/)([^)]+\.(?:png|svg|ipynb))')


def visible_part(cell):
    "The cell as a reader of the page sees it; None if it is hidden."
    if cell.cell_type != 'code':
        return cell
    if HIDDEN.match(cell.source):
        return None
    if OUTPUT_ONLY.match(cell.source):
        shown = [output.data['text/markdown'] for output in cell.outputs]
        return nbformat.v4.new_markdown_cell('\n\n'.join(shown))
    cell.source = DIRECTIVES.sub('', cell.source)
    return cell


def readme():
    "The text of README.md."
    notebook = nbformat.read(ROOT/'nbs'/'index.ipynb', as_version=4)
    parts = [visible_part(cell) for cell in notebook.cells]
    notebook.cells = [part for part in parts if part is not None]
    body, _ = MarkdownExporter().from_notebook_node(notebook)
    body = LINK_TO_FILE.sub(r'\1nbs/\2', body) # README.md lies one folder above the notebook
    body = re.sub(r'\n{3,}', '\n\n', body)
    return f'{NOTICE}\n\n{body.strip()}\n'


if __name__ == '__main__':
    (ROOT/'README.md').write_text(readme(), encoding='utf-8')
