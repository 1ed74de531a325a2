# Wrong programs with autograd, optimisers, schedulers and data.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from refusals import write, wrong

W = "const w = torch.ones(2, { requiresGrad: true }); "

# autograd
for code in (
    "x.backward()",
    "x.sum().backward()",
    W + "w.mul(2).backward()",
    W + "w.mul(2).backward(torch.ones(3))",
    W + "w.mul(2).sum().backward(torch.ones(2))",
    W + "w.mul(2).backward('a')",
    W + "w.mul(2).backward(1)",
    W + "const y = w.mul(w).sum(); y.backward(); y.backward()",
    W + "const y = w.exp().sum(); y.backward(); torch.autograd.grad(y, w)",
    W + "w.add_(1)",
    W + "w.zero_()",
    W + "w.fill_(0)",
    W + "w.copy_(torch.zeros(2))",
    W + "w.view(2).add_(1)",
    W + "w.at(0).mul_(2)" if False else W + "w.select(0, 0).mul_(2)",
    W + "w.detach().requiresGrad_(1)",
    W + "const y = w.mul(2); y.requiresGrad_(false)",
    W + "const y = w.exp(); const z = y.mul(2).sum(); y.add_(1); z.backward()",
    W + "const y = w.sigmoid(); y.mul_(2); y.sum().backward()",
    W + "const y = w.mul(2); const z = y.mul(y).sum(); y.add_(1); z.backward()",
    W + "const y = w.relu(); y.add_(1); y.sum().backward()",
    W + "const y = torch.ones(2); const z = w.mul(y); y.add_(1); z.sum().backward()",
    W + "torch.autograd.grad(w.mul(2), w)",
    W + "torch.autograd.grad(w.sum(), x)",
    W + "torch.autograd.grad(w.sum(), torch.ones(2, { requiresGrad: true }))",
    W + "torch.autograd.grad(x.sum(), w)",
    W + "torch.autograd.grad(w.sum())",
    W + "torch.autograd.grad(w.sum(), [])",
    W + "torch.autograd.backward(x)",
    W + "torch.autograd.backward([w.sum()], [torch.ones(3)])",
    "n.requiresGrad_()",
    "n.double().long().requiresGrad_()",
    "x.bool().requiresGrad_()",
    W + "w.mul(2).requiresGrad_(false)",
    "x.retainGrad()",
    "torch.noGrad()" if False else "torch.ones(2).retainGrad()",
    "torch.autograd.functional.jacobian(3, x)",
    "torch.autograd.functional.hessian((y) => y.mul(2), x)",
    "torch.autograd.functional.jacobian((y) => 3, x)",
    W + "const y = w.mul(2).detach(); y.sum().backward()",
    W + "const y = w.floorDivide(2).sum(); y.backward()",
    W + "const y = w.sum().item(); torch.tensor(y).backward()" if False else W + "w.long().sum().backward()",
    W + "w.gt(0).sum().backward()",
    W + "w.argmax().backward()",
    W + "w.bernoulli_(0.5)",
    W + "w.uniform_()",
    W + "w.sub_(w)",
    W + "w.t_()",
    W + "w.unsqueeze_(0)",
):
    wrong(code)
for code, twin in (
    (W + "w.put(0, 1)", "w = torch.ones(2, requires_grad=True)\nw[0] = 1"),
    (W + "w.grad = torch.ones(3)", "w = torch.ones(2, requires_grad=True)\nw.grad = torch.ones(3)"),
    (W + "w.grad = 3", "w = torch.ones(2, requires_grad=True)\nw.grad = 3"),
    (W + "w.grad = torch.ones(2).double()", "w = torch.ones(2, requires_grad=True)\nw.grad = torch.ones(2).double()"),
    (W + "w.mul(2).requiresGrad = false", "w = torch.ones(2, requires_grad=True)\nw.mul(2).requires_grad = False"),
    (W + "n.requiresGrad = true", "n.requires_grad = True"),
    (W + "w.requiresGrad = 'a'", "w = torch.ones(2, requires_grad=True)\nw.requires_grad = 'a'"),
):
    wrong(code, twin)

# optimisers
for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "Rprop", "ASGD", "LBFGS", "Adafactor"):
    wrong(W + f"new optim.{name}()")
    wrong(W + f"new optim.{name}([w], {{ lr: -1 }})")
    wrong(W + f"new optim.{name}([])")
    wrong(W + f"new optim.{name}([w.mul(2)], {{ lr: 0.1 }})")
    if name not in ("Rprop", "LBFGS"):
        wrong(W + f"new optim.{name}([w], {{ lr: 0.1, weightDecay: -1 }})")
for code in (
    W + "new optim.SGD([w], { lr: 'a' })",
    W + "new optim.SGD(w, { lr: 0.1 })",
    W + "new optim.SGD(3, { lr: 0.1 })",
    W + "new optim.SGD([3], { lr: 0.1 })",
    W + "new optim.SGD([w], { lr: 0.1, momentum: -1 })",
    W + "new optim.SGD([w], { lr: 0.1, nesterov: true })",
    W + "new optim.SGD([w], { lr: 0.1, momentum: 0.9, dampening: 0.1, nesterov: true })",
    W + "new optim.SGD([w], { lr: 0.1, foo: 1 })",
    W + "new optim.SGD([w, w], { lr: 0.1 })",
    W + "new optim.Adam([w], { betas: [1, 0.9] })",
    W + "new optim.Adam([w], { betas: [0.9, 1.5] })",
    W + "new optim.Adam([w], { betas: [-0.1, 0.9] })",
    W + "new optim.Adam([w], { eps: -1 })",
    W + "new optim.AdamW([w], { betas: [0.9, 1] })",
    W + "new optim.AdamW([w], { eps: -1 })",
    W + "new optim.RMSprop([w], { alpha: -1 })",
    W + "new optim.RMSprop([w], { eps: -1 })",
    W + "new optim.RMSprop([w], { momentum: -1 })",
    W + "new optim.Adagrad([w], { lrDecay: -1 })",
    W + "new optim.Adagrad([w], { initialAccumulatorValue: -1 })",
    W + "new optim.Adadelta([w], { rho: 2 })",
    W + "new optim.Adamax([w], { betas: [0.9, 2] })",
    W + "new optim.NAdam([w], { momentumDecay: -1 })",
    W + "new optim.Rprop([w], { etas: [1.5, 1.2] })",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.step(3)",
    W + "const opt = new optim.LBFGS([w]); opt.step()",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.zeroGrad(3, 4)",
):
    wrong(code)
for code, twin in (
    (W + "new optim.SGD([{ params: [w] }, { params: [w] }], { lr: 0.1 })", "w = torch.ones(2, requires_grad=True)\noptim.SGD([{'params': [w]}, {'params': [w]}], lr=0.1)"),
    (W + "new optim.SGD([{ lr: 0.1 }], { lr: 0.1 })", "w = torch.ones(2, requires_grad=True)\noptim.SGD([{'lr': 0.1}], lr=0.1)"),
    (W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.loadStateDict(3)", "w = torch.ones(2, requires_grad=True)\nopt = optim.SGD([w], lr=0.1)\nopt.load_state_dict(3)"),
    (W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.loadStateDict(new optim.SGD([w, torch.ones(1)], { lr: 0.1 }).stateDict())", "w = torch.ones(2, requires_grad=True)\nopt = optim.SGD([w], lr=0.1)\nopt.load_state_dict(optim.SGD([w, torch.ones(1)], lr=0.1).state_dict())"),
    (W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.addParamGroup({ params: [w] })", "w = torch.ones(2, requires_grad=True)\nopt = optim.SGD([w], lr=0.1)\nopt.add_param_group({'params': [w]})"),
):
    wrong(code, twin)

# schedulers
S = W + "const opt = new optim.SGD([w], { lr: 0.1 }); "
for code in (
    "new optim.lrScheduler.StepLR()",
    "new optim.lrScheduler.StepLR(3, 1)",
    S + "new optim.lrScheduler.StepLR(opt)",
    S + "new optim.lrScheduler.StepLR(opt, 0)",
    S + "new optim.lrScheduler.StepLR(opt, 'a')" if False else S + "new optim.lrScheduler.MultiStepLR(opt)",
    S + "new optim.lrScheduler.LambdaLR(opt, [(e) => 1, (e) => 2])",
    S + "new optim.lrScheduler.LambdaLR(opt)",
    S + "new optim.lrScheduler.ExponentialLR(opt)",
    S + "new optim.lrScheduler.CosineAnnealingLR(opt)",
    S + "new optim.lrScheduler.CosineAnnealingWarmRestarts(opt, 0)",
    S + "new optim.lrScheduler.CosineAnnealingWarmRestarts(opt, 2, { TMult: 0 })" if False else S + "new optim.lrScheduler.CosineAnnealingWarmRestarts(opt, -1)",
    S + "new optim.lrScheduler.LinearLR(opt, { startFactor: 2 })",
    S + "new optim.lrScheduler.LinearLR(opt, { startFactor: 0 })",
    S + "new optim.lrScheduler.LinearLR(opt, { endFactor: -1 })",
    S + "new optim.lrScheduler.ConstantLR(opt, { factor: 2 })",
    S + "new optim.lrScheduler.OneCycleLR(opt, 0.1)",
    S + "new optim.lrScheduler.OneCycleLR(opt, 0.1, { totalSteps: -1 })",
    S + "new optim.lrScheduler.OneCycleLR(opt, 0.1, { totalSteps: 10, pctStart: 2 })",
    S + "new optim.lrScheduler.OneCycleLR(opt, 0.1, { epochs: 0, stepsPerEpoch: 3 })",
    S + "new optim.lrScheduler.OneCycleLR(opt, 0.1, { totalSteps: 10, annealStrategy: 'foo' })",
    S + "new optim.lrScheduler.OneCycleLR(opt, [0.1, 0.2], { totalSteps: 10 })",
    S + "new optim.lrScheduler.ReduceLROnPlateau(opt, { mode: 'foo' })",
    S + "new optim.lrScheduler.ReduceLROnPlateau(opt, { factor: 1 })",
    S + "new optim.lrScheduler.ReduceLROnPlateau(opt, { thresholdMode: 'foo' })",
    S + "const sch = new optim.lrScheduler.ReduceLROnPlateau(opt); sch.step()",
    S + "const sch = new optim.lrScheduler.ReduceLROnPlateau(opt); sch.step('a')",
    S + "new optim.lrScheduler.SequentialLR(opt, [], [])",
    S + "new optim.lrScheduler.SequentialLR(opt, [new optim.lrScheduler.StepLR(opt, 1)], [1])",
    S + "new optim.lrScheduler.ChainedScheduler([])",
    S + "new optim.lrScheduler.CyclicLR(opt, 0.1, 1, { mode: 'foo' })",
):
    code = code.replace("OneCycleLR(opt, 0.1 ", "OneCycleLR(opt, 0.1 ")
    wrong(code)

# data
for code in (
    "new data.TensorDataset(torch.ones(2), torch.ones(3))",
    "const set = new data.TensorDataset(torch.ones(4)); new data.DataLoader(set, { batchSize: 0 })",
    "const set = new data.TensorDataset(torch.ones(4)); new data.DataLoader(set, { batchSize: -1 })",
    "const set = new data.TensorDataset(torch.ones(4)); new data.DataLoader(set, { batchSize: 1.5 })",
    "const set = new data.TensorDataset(torch.ones(4)); new data.DataLoader(set, { batchSize: NaN })",
    "const set = new data.TensorDataset(torch.ones(4)); new data.DataLoader(set, { shuffle: true, sampler: [0] })",
    "const set = new data.TensorDataset(torch.ones(4)); new data.DataLoader(set, { batchSampler: [[0]], batchSize: 2 })",
    "const set = new data.TensorDataset(torch.ones(4)); new data.DataLoader(set, { batchSampler: [[0]], shuffle: true })",
    "new data.DataLoader()",
    "new data.DataLoader(new data.TensorDataset(torch.ones(0)), { shuffle: true })",
    "data.randomSplit(torch.ones(4), [1, 2])",
    "data.randomSplit(torch.ones(4), [0.5, 0.6])",
    "new data.RandomSampler([])",
    "new data.RandomSampler([1, 2], { numSamples: 0 })",
    "new data.RandomSampler([1, 2], { numSamples: -1 })",
    "new data.RandomSampler([1, 2], { replacement: 3 })",
    "new data.WeightedRandomSampler([1, 2], 0)",
    "new data.WeightedRandomSampler([1, 2], 1, { replacement: 3 })",
    "new data.BatchSampler([0, 1], 0, false)",
    "new data.BatchSampler([0, 1], 2, 3)",
    "new data.ConcatDataset([])",
    "data.defaultCollate([torch.ones(2), torch.ones(3)])",
    "data.defaultCollate([torch.ones(2), 3])",
    "data.defaultCollate([[1, 2], [3]])",
    "data.defaultCollate([null])",
    "data.defaultCollate([])",
):
    wrong(code)
for code, twin in (
    ("new data.TensorDataset(torch.ones(4)).get(9)", "data.TensorDataset(torch.ones(4))[9]"),
    ("new data.ConcatDataset([new data.TensorDataset(torch.ones(4))]).get(-9)", "data.ConcatDataset([data.TensorDataset(torch.ones(4))])[-9]"),
    ("new data.Subset(new data.TensorDataset(torch.ones(4)), [9]).get(0)", "data.Subset(data.TensorDataset(torch.ones(4)), [9])[0]"),
):
    wrong(code, twin)

write(__file__)
