"""Does the wheel hold the whole package? Run by the Python of an environment in which only the wheel is installed."""
import importlib
import pkgutil
import sys
from pathlib import Path

import dfmf

home = Path(dfmf.__file__).parent
if not home.is_relative_to(sys.prefix):
    sys.exit(f'dfmf was imported from {home}, not from the wheel')

names = [module.name for module in pkgutil.iter_modules(dfmf.__path__)]
for name in names:
    importlib.import_module(f'dfmf.{name}')

written = sorted(path.stem for path in (Path(__file__).parent.parent/'dfmf').glob('*.py') if path.stem != '__init__')
if sorted(names) != written:
    sys.exit(f'the wheel holds {sorted(names)}, but dfmf/ holds {written}')
print(f'dfmf {dfmf.__version__}: {len(names)} modules import from the wheel')
