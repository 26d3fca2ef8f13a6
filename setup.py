"Packaging, read from settings.ini: the one place where names, versions and requirements stand."
import re
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

config = ConfigParser(delimiters=['='])
config.read(HERE/'settings.ini', encoding='utf-8')
cfg = config['DEFAULT']


def long_description():
    "README.md for PyPI, where links into the repository need its whole address."
    text = (HERE/'README.md').read_text(encoding='utf-8')
    address = f"{cfg['git_url']}/%s/{cfg['branch']}/nbs/"
    text = re.sub(r'(!\[[^\]]*\]\()nbs/', r'\g<1>' + address % 'raw', text)
    return re.sub(r'(\[[^\]]*\]\()nbs/', r'\g<1>' + address % 'blob', text)


def extras():
    "Each key of settings.ini that ends in _requirements is an extra."
    ending = '_requirements'
    return {key.removesuffix(ending): value.split() for key, value in cfg.items() if key.endswith(ending)}


setup(
    name=cfg['lib_name'],
    version=cfg['version'],
    description=cfg['description'],
    long_description=long_description(),
    long_description_content_type='text/markdown',
    keywords=cfg['keywords'],
    author=cfg['author'],
    url=cfg['git_url'],
    project_urls={'Documentation': cfg['doc_host'] + cfg['doc_baseurl']},
    license_expression='Apache-2.0',
    license_files=['LICENSE'],
    packages=find_packages(include=[cfg['lib_path'], f"{cfg['lib_path']}.*"]),
    include_package_data=True,
    zip_safe=False,
    python_requires=f">={cfg['min_python']}",
    install_requires=cfg['requirements'].split(),
    extras_require=extras(),
    entry_points={
        'console_scripts': cfg['console_scripts'].split(),
        'nbdev': [f"{cfg['lib_name']}={cfg['lib_path']}._modidx:d"],
    },
    classifiers=[
        'Development Status :: 3 - Alpha',
        'Intended Audience :: Developers',
        'Intended Audience :: Science/Research',
        'Programming Language :: Python :: 3',
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
    ],
)
