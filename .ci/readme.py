"""Makes README.md from nbs/index.ipynb, without Quarto: `python .ci/readme.py`, from anywhere."""
import re
from pathlib import Path

import nbformat
from nbconvert import MarkdownExporter

root = Path(__file__).resolve().parent.parent

def visible(cell):
    "The cell as a reader of the page sees it; None if hidden."
    if cell.cell_type == 'code':
        if re.match(r'#\| *(hide|include: *false)\b', cell.source): return None
        if re.match(r'#\| *echo: *false\b', cell.source): # only what it shows
            return nbformat.v4.new_markdown_cell('\n\n'.join(o.data['text/markdown'] for o in cell.outputs))
        cell.source = re.sub(r'^#\|.*\n', '', cell.source)
    return cell

nb = nbformat.read(root/'nbs'/'index.ipynb', as_version=4)
nb.cells = [c for c in map(visible, nb.cells) if c is not None]
body, _ = MarkdownExporter().from_notebook_node(nb)
body = re.sub(r'(!?\[[^\]]*\]\()(?!https?:|#|/)([^)]+\.(?:png|svg|ipynb))', r'\1nbs/\2', body) # links hold on both pages
body = re.sub(r'\n{3,}', '\n\n', body)
(root/'README.md').write_text('<!-- made from nbs/index.ipynb by `python .ci/readme.py`: edit that notebook -->\n\n' + body.strip() + '\n', encoding='utf-8')
