# Golden figures of optimisers and learning rate schedulers: real PyTorch, step by step.
import json
import pathlib
import sys

import torch
from torch import optim

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import packed

torch.manual_seed(3)
OPTIONS = {
    "SGD": [
        {}, {"lr": 0.1}, {"lr": 0.1, "momentum": 0.9}, {"lr": 0.1, "momentum": 0.9, "dampening": 0.3},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True}, {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.01, "maximize": True}, {"lr": 0.01, "momentum": 0.5, "weight_decay": 0.2, "maximize": True},
    ],
    "Adam": [
        {}, {"lr": 0.1}, {"lr": 0.1, "betas": (0.8, 0.9)}, {"lr": 0.1, "betas": (0.3, 0.9)}, {"lr": 0.1, "eps": 1e-3},
        {"lr": 0.1, "weight_decay": 0.1}, {"lr": 0.1, "amsgrad": True, "betas": (0.9, 0.5)}, {"lr": 0.05, "maximize": True},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
    ],
    "AdamW": [{}, {"lr": 0.1}, {"lr": 0.1, "weight_decay": 0.3}, {"lr": 0.1, "amsgrad": True}, {"lr": 0.1, "maximize": True}],
    "NAdam": [{}, {"lr": 0.1}, {"lr": 0.1, "weight_decay": 0.1}, {"lr": 0.1, "momentum_decay": 0.1}, {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}, {"maximize": True}],
    "RMSprop": [{}, {"lr": 0.1}, {"alpha": 0.5}, {"centered": True}, {"momentum": 0.9}, {"weight_decay": 0.1}, {"maximize": True}, {"momentum": 0.5, "centered": True, "weight_decay": 0.1}, {"eps": 0.1}],
    "Adagrad": [{}, {"lr": 0.5}, {"lr_decay": 0.1}, {"weight_decay": 0.1}, {"initial_accumulator_value": 0.5}, {"eps": 0.1}, {"maximize": True}],
    "Adamax": [{}, {"lr": 0.1}, {"lr": 0.1, "betas": (0.3, 0.9)}, {"eps": 1e-3}, {"weight_decay": 0.1}, {"maximize": True}],
    "RAdam": [{}, {"lr": 0.1}, {"lr": 0.1, "betas": (0.3, 0.9)}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True}, {"maximize": True}],
    "Rprop": [{}, {"lr": 0.1}, {"etas": (0.25, 1.5)}, {"lr": 0.1, "step_sizes": (0.05, 0.25)}, {"maximize": True}],
    "ASGD": [{}, {"lr": 0.1}, {"lambd": 0.1}, {"lr": 0.1, "alpha": 0.5, "lambd": 0.5}, {"t0": 5}, {"weight_decay": 0.1}, {"maximize": True}],
    "Adafactor": [{}, {"lr": 0.1}, {"beta2_decay": -0.5}, {"eps": (1e-3, 0.5)}, {"d": 1.5}, {"weight_decay": 0.1}, {"maximize": True}],
    "Adadelta": [{}, {"lr": 10.5}, {"rho": 0.5}, {"eps": 1e-3}, {"weight_decay": 0.1}, {"maximize": True}],
}
REFUSED = {
    "SGD": [{"lr": -1.5}, {"momentum": -0.5}, {"weight_decay": -0.5}, {"nesterov": True}, {"nesterov": True, "momentum": 0.9, "dampening": 0.1}],
    "Adam": [{"lr": -0.5}, {"eps": -0.5}, {"betas": (1.5, 0.9)}, {"betas": (0.5, -0.25)}, {"weight_decay": -0.5}],
    "AdamW": [{"lr": -0.5}],
    "NAdam": [{"momentum_decay": -0.5}],
    "RMSprop": [{"lr": -0.5}, {"alpha": -0.5}, {"momentum": -0.5}, {"eps": -0.5}],
    "Adagrad": [{"lr_decay": -0.5}, {"initial_accumulator_value": -0.5}],
    "Adadelta": [{"rho": 1.5}, {"lr": -0.5}],
    "Adamax": [{"lr": -0.5}, {"betas": (1.5, 0.9)}],
    "RAdam": [{"eps": -0.5}],
    "Rprop": [{"lr": -0.5}, {"etas": (1.5, 1.75)}],
    "LBFGS": [{"lr": -0.5}],
    "ASGD": [{"lr": -0.5}, {"weight_decay": -0.5}],
    "Adafactor": [{"lr": -0.5}, {"beta2_decay": 0.5}, {"eps": (-0.5, 1e-3)}, {"eps": (None, -0.5)}, {"d": 0.5}, {"weight_decay": -0.5}],
}
SCALES = torch.tensor([0.1, 1.0, 5.0])


def loss_of(a, b):
    return ((a * SCALES).sum(-1) ** 2).sum() + (b - 2).pow(2).sum() * 0.5 + (a * b).sum()


def run(name, options, dtype, grouped=False):
    a = torch.tensor([[1.0, -2.0, 0.5], [3.0, 0.25, -1.0]], dtype=dtype, requires_grad=True)
    b = torch.tensor([0.5, 1.5, -0.75], dtype=dtype, requires_grad=True)
    params = [{"params": [a]}, {"params": [b], "lr": 0.02}] if grouped else [a, b]
    opt = getattr(optim, name)(params, **options)
    entry = {"name": name, "options": options, "dtype": str(dtype).removeprefix("torch."), "grouped": grouped, "print": str(opt), "steps": []}
    for _ in range(20):
        opt.zero_grad()
        loss_of(a, b).to(dtype).backward()
        opt.step()
        entry["steps"].append(packed(a)["data"] + packed(b)["data"])
    return entry


runs, refusals, schedules = [], [], []
SCALES = SCALES.double()
for name, many in OPTIONS.items():
    for options in many:
        runs.append(run(name, options, torch.float64))
    runs.append(run(name, many[1], torch.float64, grouped=True))
SCALES = SCALES.float()
for name, many in OPTIONS.items():
    runs.append(run(name, many[1], torch.float32))
for name, many in REFUSED.items():
    for options in many:
        try:
            getattr(optim, name)([torch.zeros(1, requires_grad=True)], **options)
            raise SystemExit(f"{name} {options} is not refused")
        except ValueError as error:
            refusals.append({"name": name, "options": options, "message": str(error)})

LAMBDAS = {"half": lambda e: 0.5**e, "inverse": lambda e: 1 / (1 + e)}
S = optim.lr_scheduler
SCHEDULES = [
    ("StepLR", [3], {}), ("StepLR", [2], {"gamma": 0.5}), ("MultiStepLR", [[2, 5, 5, 9]], {"gamma": 0.5}),
    ("ExponentialLR", [0.9], {}), ("CosineAnnealingLR", [10], {}), ("CosineAnnealingLR", [5], {"eta_min": 0.01}),
    ("LambdaLR", ["half"], {}), ("LambdaLR", ["inverse"], {}), ("LinearLR", [], {}),
    ("LinearLR", [], {"start_factor": 0.5, "end_factor": 0.75, "total_iters": 8}),
    ("OneCycleLR", [0.5], {"total_steps": 20}), ("OneCycleLR", [0.5], {"epochs": 4, "steps_per_epoch": 5, "anneal_strategy": "linear"}),
    ("OneCycleLR", [0.5], {"total_steps": 20, "three_phase": True, "pct_start": 0.4}),
    ("OneCycleLR", [0.5], {"total_steps": 20, "base_momentum": 0.5, "max_momentum": 0.75, "div_factor": 10.5, "final_div_factor": 100.5}),
    ("ConstantLR", [], {}), ("ConstantLR", [], {"factor": 0.5, "total_iters": 8}), ("MultiplicativeLR", ["inverse"], {}),
    ("PolynomialLR", [], {}), ("PolynomialLR", [], {"total_iters": 12, "power": 2.0}),
    ("CyclicLR", [0.01, 0.5], {"step_size_up": 4}), ("CyclicLR", [0.01, 0.5], {"step_size_up": 3, "step_size_down": 5, "mode": "triangular2"}),
    ("CyclicLR", [0.01, 0.5], {"step_size_up": 4, "mode": "exp_range", "gamma": 0.9, "base_momentum": 0.5, "max_momentum": 0.75}),
    ("CyclicLR", [0.01, 0.5], {"step_size_up": 4, "cycle_momentum": False}),
    ("CosineAnnealingWarmRestarts", [4], {}), ("CosineAnnealingWarmRestarts", [3], {"T_mult": 2, "eta_min": 0.01}),
]
for name, args, options in SCHEDULES:
    for kind in ("SGD", "Adam"):
        p = torch.zeros(1, requires_grad=True)
        opt = optim.SGD([p], lr=0.1, momentum=0.9) if kind == "SGD" else optim.Adam([p], lr=0.1)
        scheduler = getattr(S, name)(opt, *[LAMBDAS.get(x, x) if isinstance(x, str) else x for x in args], **options)
        rates, momenta = [scheduler.get_last_lr()[0]], []
        for i in range(19):
            opt.step()
            scheduler.step()
            rates.append(scheduler.get_last_lr()[0])
            momenta.append(opt.param_groups[0]["momentum"] if kind == "SGD" else opt.param_groups[0]["betas"][0])
        schedules.append({"name": name, "optimizer": kind, "args": args, "options": options, "rates": rates, "momenta": momenta})

METRICS = [5, 4, 4, 4, 4.5, 3, 3, 3, 3, 3, 2.9999, 2.99, 3, 3, 3, 1, 1, 1, 1, 1]
plateaus = []
for options in [{}, {"patience": 1}, {"patience": 0, "factor": 0.5}, {"patience": 1, "cooldown": 2}, {"mode": "max", "patience": 2}, {"patience": 1, "threshold": 0.5, "threshold_mode": "abs"}, {"patience": 0, "min_lr": 0.01}, {"mode": "max", "patience": 1, "threshold_mode": "abs"}]:
    opt = optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = S.ReduceLROnPlateau(opt, **options)
    rates = []
    for metric in METRICS:
        scheduler.step(metric)
        rates.append(opt.param_groups[0]["lr"])
    plateaus.append({"options": options, "metrics": METRICS, "rates": rates})

opt = optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
sequence = S.SequentialLR(opt, [S.LinearLR(opt, start_factor=0.25, total_iters=4), S.ExponentialLR(opt, 0.9), S.StepLR(opt, 2)], [5, 10])
sequential = [sequence.get_last_lr()[0]]
for i in range(15):
    opt.step()
    sequence.step()
    sequential.append(sequence.get_last_lr()[0])

opt = optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
chain = S.ChainedScheduler([S.ConstantLR(opt, factor=0.5, total_iters=3), S.ExponentialLR(opt, 0.9)])
chained = [chain.get_last_lr()[0]]
for i in range(10):
    opt.step()
    chain.step()
    chained.append(chain.get_last_lr()[0])


def lbfgs(options, dtype, steps=6):
    """Steps on Rosenbrock's valley and a quadratic, with what the closure gave and how often it was called."""
    a = torch.tensor([-1.5, 2.0], dtype=dtype, requires_grad=True)
    b = torch.tensor([[0.5, -1.0, 2.0]], dtype=dtype, requires_grad=True)
    opt = optim.LBFGS([a, b], **options)
    calls = 0

    def closure():
        nonlocal calls
        calls += 1
        opt.zero_grad()
        loss = 10 * (a[1] - a[0] ** 2) ** 2 + (1 - a[0]) ** 2 + ((b - 1) ** 2 * torch.tensor([1.0, 5.0, 0.25], dtype=dtype)).sum()
        loss.backward()
        return loss

    entry = {"options": options, "dtype": str(dtype).removeprefix("torch."), "print": str(opt), "steps": []}
    for _ in range(steps):
        loss = opt.step(closure)
        entry["steps"].append({"loss": loss.item(), "calls": calls, "params": packed(a)["data"] + packed(b)["data"]})
    return entry


valleys = [lbfgs(options, torch.float64) for options in (
    {"lr": 0.05}, {"lr": 0.02, "max_iter": 4, "history_size": 2}, {"line_search_fn": "strong_wolfe"},
    {"line_search_fn": "strong_wolfe", "max_iter": 3, "history_size": 3}, {"lr": 0.5, "line_search_fn": "strong_wolfe", "max_eval": 5},
    {"lr": 0.05, "tolerance_grad": 1e-1}, {"line_search_fn": "strong_wolfe", "tolerance_change": 1e-2},
)]
valleys.append(lbfgs({"line_search_fn": "strong_wolfe", "max_iter": 3}, torch.float32, steps=2))

pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({"valleys": valleys, "chained": chained, "torch": torch.__version__, "runs": runs, "refusals": refusals, "schedules": schedules, "plateaus": plateaus, "sequential": sequential}, separators=(",", ":")) + "\n")
print(len(runs), "runs", len(refusals), "refusals", len(schedules) + len(plateaus) + 1, "schedules")
