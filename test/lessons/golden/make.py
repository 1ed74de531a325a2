# @file Writes these golden files with real PyTorch: `python test/lessons/golden/make.py`, then `npm run format`.
import contextlib
import io
import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent))

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


# Trainings made short, by what is replaced in the text, and how far a printed number may be from PyTorch's: the sums
# of a training are rounded in another order on another device.
TRAININGS = {
    'n2-training': {'shorter': [['5_000;', '200;']], 'tolerance': 2e-4},
    'n3-challenge': {'shorter': [['500;', '40;']], 'tolerance': 1e-3},
    'n4-convolution': {'shorter': [['steps = 20;', 'steps = 2;'], ['batch = 32;', 'batch = 4;'], ['200;', '16;']], 'tolerance': 0.03},
    'n5-bigrams': {'shorter': [['1000;', '50;'], ['steps = 100;', 'steps = 40;']], 'tolerance': 1e-3},
    'n6-activations': {'shorter': [['steps = 1000;', 'steps = 10;']], 'tolerance': 1e-2},
    'n7-in-context': {
        'shorter': [['steps = 10;', 'steps = 2;'], ['batch = 64;', 'batch = 4;'], ['examples = 11;', 'examples = 7;'],
                    ['width = 32;', 'width = 8;'], ['tasks(200)', 'tasks(4)']],
        # the Lasso is not quite at its goal where there are fewer examples than dimensions
        'tolerance': 0.15,
    },
    'd1-devices': {
        'shorter': [['time(500', 'time(2'], ['time(20,', 'time(2,'], ['time(200', 'time(2'], ['time(10,', 'time(2,'],
                    ['1_000_000', '2_000'], ['256, 256', '64, 64']],
        'tolerance': 1e9,
    },  # times are the machine's own
}


def training(folder, shorter, tolerance):
    text = model(folder)
    for before, after in shorter:
        before, after = before.rstrip(';'), after.rstrip(';')
        assert before in text, f'{folder}/model.py does not say {before}'
        text = text.replace(before, after, 1)
    return {'printed': run(text), 'shorter': shorter, 'tolerance': tolerance}


for folder in sorted(path.parent.name for path in LESSONS.glob('*/model.py')):
    if folder in TRAININGS:
        write(folder, training(folder, **TRAININGS[folder]))
    elif folder != 'a4-two-numbers':
        write(folder, {'printed': run(model(folder))})
# N2 to its end, and in a hundredth of the steps with a hundred times the learning rate
n2 = model('n2-training')
write('n2-training-whole', {'printed': run(n2.replace('5_000', '50_000'))})
write('n2-training-fast', {'printed': run(n2.replace('5_000', '500').replace('1e-6', '1e-4'))})
a4 = model('a4-two-numbers')
write('a4-two-numbers', two_numbers(a4))
write('a4-two-numbers-no-reset', two_numbers(a4.replace('reset = True', 'reset = False')))
whole = model('a2-tanh-neuron').replace('[6.8813735870195432]).double()', '[6.8813735870195432], dtype=torch.float64)')
write('a2-tanh-neuron-float64', {'printed': run(whole)})
