# @file Writes these golden files with real PyTorch: `python test/lessons/golden/make.py`, then `npm run format`.
import contextlib
import io
import json
import pathlib

import torch

HERE = pathlib.Path(__file__).parent
LESSONS = HERE.parents[2] / 'lessons'


def run(source, after_step=lambda names: None):
    """What a model prints; `after_step` sees its variables after every optimiser step."""
    names = {}
    original = torch.optim.SGD.step

    def step(self, *args, **kwargs):
        result = original(self, *args, **kwargs)
        after_step(names)
        return result

    torch.optim.SGD.step = step
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(source, names)
    finally:
        torch.optim.SGD.step = original
    return out.getvalue().splitlines()


def two_numbers(source):
    """A4 round by round: loss before the step, gradients it used, both numbers after it."""
    kept = (1, 2, 3, 5, 10, 20, 50, 101)
    rounds = {}

    def record(names):
        if names['step'] not in kept:
            return
        var_1, var_2 = names['var_1'], names['var_2']
        rounds[names['step']] = {
            'loss': names['loss'].item(),
            'gradients': [var_1.grad.item(), var_2.grad.item()],
            'after': [var_1.item(), var_2.item()],
        }

    return {'printed': run(source, record), 'rounds': rounds}


def write(name, result):
    text = json.dumps({'torch': torch.__version__, **result}, indent=1)
    (HERE / f'{name}.json').write_text(text + '\n')


def model(name):
    return (LESSONS / name / 'model.py').read_text()


for folder in sorted(path.parent.name for path in LESSONS.glob('*/model.py')):
    if folder != 'a4-two-numbers':
        write(folder, {'printed': run(model(folder))})
a4 = model('a4-two-numbers')
write('a4-two-numbers', two_numbers(a4))
write('a4-two-numbers-no-reset', two_numbers(a4.replace('reset = True', 'reset = False')))
whole = model('a2-tanh-neuron').replace('[6.8813735870195432]).double()', '[6.8813735870195432], dtype=torch.float64)')
write('a2-tanh-neuron-float64', {'printed': run(whole)})
