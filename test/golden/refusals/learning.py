# Wrong programs of a training: graphs, hooks, custom functions, state dicts, optimisers, schedulers, data, files.
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from refusals import write, wrong

W = "const w = torch.ones(2, { requiresGrad: true }); "
PW = "w = torch.ones(2, requires_grad=True)\n"
NET = "const net = new nn.Linear(3, 2); "
PNET = "net = nn.Linear(3, 2)\n"

# the graph
for code in (
    W + "w.backward()",
    W + "w.sum().backward({ foo: 1 })",
    W + "w.sum().backward(1)",
    W + "w.sum().backward(torch.ones(1))",
    W + "w.sum().backward(torch.ones(2, 2))",
    W + "w.mul(2).backward(torch.ones(2).double())",
    W + "w.mul(2).backward(torch.ones(2).long())",
    W + "const y = w.mul(w); y.sum().backward(); y.sum().backward()",
    W + "const y = w.exp(); y.sum().backward(); y.mean().backward()",
    W + "const y = w.add(1).sum(); y.backward(); y.backward()",
    W + "const y = w.tanh().sum(); y.backward(null, { retainGraph: true }); y.backward(); y.backward()",
    W + "w.mul_(2)",
    W + "w.div_(2)",
    W + "w.clamp_(0, 1)",
    W + "w.normal_()",
    W + "w.exp_()",
    W + "w.relu_()",
    W + "w.detach().view(2).add_(1)",
    W + "w.view(1, 2).mul_(2)",
    W + "w.squeeze().zero_()",
    W + "w.narrow(0, 0, 1).fill_(3)",
    W + "w.unbind()",
    W + "w.addcmul_(w, w)",
    W + "const y = w.exp(); y.add_(1); y.sum().backward()",
    W + "const y = w.sqrt(); y.mul_(2); y.sum().backward()",
    W + "const y = w.tanh(); y.zero_(); y.sum().backward()",
    W + "const y = w.mul(1); const z = y.pow(2); y.mul_(3); z.sum().backward()",
    W + "const y = w.softmax(0); y.add_(1); y.sum().backward()",
    W + "w.detach().backward()",
    W + "w.detach().sum().backward()",
    W + "w.argmax().float().backward()",
    W + "w.round().sum().backward()",
    W + "w.eq(1).float().sum().backward()",
    W + "w.retainGrad()",
    W + "w.detach().retainGrad()",
    W + "w.mul(2).retainGrad()",
    W + "w.item()",
    W + "w.requiresGrad_('a')",
    W + "w.requiresGrad_(null)",
    W + "w.requiresGrad_(true, false)",
    W + "w.long()",
    W + "w.bool().requiresGrad_()",
    W + "torch.autograd.grad()",
    W + "torch.autograd.grad(3, w)",
    W + "torch.autograd.grad(w.sum(), 3)",
    W + "torch.autograd.grad(w.sum(), w, { foo: 1 })",
    W + "torch.autograd.grad(w.mul(2), w, { gradOutputs: torch.ones(3) })",
    W + "torch.autograd.grad(w.mul(2), w, { gradOutputs: [torch.ones(2), torch.ones(2)] })",
    W + "torch.autograd.grad([w.sum(), w.mul(2)], w)",
    W + "const y = w.pow(2).sum(); torch.autograd.grad(y, w); torch.autograd.grad(y, w)",
    W + "const y = w.pow(3).sum(); const g = torch.autograd.grad(y, w); g[0].sum().backward()",
    W + "const v = torch.ones(2, { requiresGrad: true }); torch.autograd.grad(w.sum(), [w, v])",
    W + "torch.autograd.backward()",
    W + "torch.autograd.backward([])",
    W + "torch.autograd.backward(3)",
    W + "torch.autograd.backward([w.mul(2)])",
    W + "torch.autograd.backward([w.sum()], [torch.ones(2)])",
    W + "torch.autograd.backward([w.sum()], [null, null])",
    W + "torch.autograd.functional.jacobian((y) => y.mul(2))",
    W + "torch.autograd.functional.jacobian((y) => y.mul(2), 3)",
    W + "torch.autograd.functional.hessian((y) => y.pow(2).sum())",
    W + "torch.autograd.functional.hessian((y) => y.pow(2), w)",
    W + "torch.autograd.gradcheck((y) => y.mul(2), [x])",
    W + "torch.autograd.gradcheck((y) => y.mul(2))",
    W + "w.registerHook()",
    "x.registerHook((g) => g)",
    W + "[w.registerHook((g) => 3), w.sum().backward()]",
    W + "[w.registerHook((g) => torch.ones(3)), w.sum().backward()]",
    W + "[w.registerHook((g) => 'a'), w.sum().backward()]",
    W + "w.copy_(w.mul(2))",
    W + "x.at(0, 0).backward()",
):
    wrong(code)

for code, twin in (
    (W + "w.data = torch.zeros(2); w.sum().backward()", PW + "w.data = torch.zeros(2)\nw.sum().backward()"),
    (W + "w.data = torch.zeros(3); w.sum()", PW + "w.data = torch.zeros(3)\nw.sum()"),
    (W + "w.data = 3", PW + "w.data = 3"),
    (W + "w.data = [1, 2]", PW + "w.data = [1, 2]"),
    (W + "w.data = null", PW + "w.data = None"),
    (W + "w.data = torch.zeros(2).long()", PW + "w.data = torch.zeros(2).long()"),
    (W + "w.data = torch.zeros(2).double()", PW + "w.data = torch.zeros(2).double()"),
    (W + "const y = w.exp(); y.data = torch.zeros(2); y.sum().backward()", PW + "y = w.exp()\ny.data = torch.zeros(2)\ny.sum().backward()"),
    (W + "w.data.add_(1); w.sum().backward()", PW + "w.data.add_(1)\nw.sum().backward()"),
    (W + "w.grad = torch.ones(2).long()", PW + "w.grad = torch.ones(2).long()"),
    (W + "w.grad = [1, 2]", PW + "w.grad = [1, 2]"),
    (W + "w.grad = null", PW + "w.grad = None"),
    (W + "w.grad = w", PW + "w.grad = w"),
    (W + "w.requiresGrad = null", PW + "w.requires_grad = None"),
    (W + "w.requiresGrad = 1", PW + "w.requires_grad = 1"),
    (W + "w.exp().requiresGrad = false", PW + "w.exp().requires_grad = False"),
    ("n.requiresGrad = true", "n.requires_grad = True"),
    ("class Double extends torch.autograd.Function { static forward(ctx, a) { return a.mul(2); } }; Double.apply(torch.ones(2, { requiresGrad: true })).sum().backward()", None),
):
    if twin:
        wrong(code, twin)

# custom functions
F_HEAD = "class Odd(torch.autograd.Function):\n  @staticmethod\n  def forward(ctx, a):\n    {f}\n"
BACK = "  @staticmethod\n  def backward(ctx, g):\n    {b}\n"


def odd(forward, backward, py_forward, py_backward, use="apply(w).sum().backward()"):
    ts = f"class Odd extends torch.autograd.Function {{ static forward(ctx, a) {{ {forward} }}"
    py = F_HEAD.format(f=py_forward)
    if backward is not None:
        ts += f" static backward(ctx, g) {{ {backward} }}"
        py += BACK.format(b=py_backward)
    wrong(f"const w = torch.ones(2, {{ requiresGrad: true }});\n({ts} }}).{use}", f"{py}{PW}Odd.{use}")


odd("return a.mul(2);", None, "return a * 2", None)
odd("return a.mul(2);", "return torch.ones(3);", "return a * 2", "return torch.ones(3)")
odd("return a.mul(2);", "return 3;", "return a * 2", "return 3")
odd("return a.mul(2);", "return [g, g];", "return a * 2", "return g, g")
odd("return a.mul(2);", "return null;", "return a * 2", "return None")
odd("return a.mul(2);", "return g;", "return a * 2", "return g", "apply()")
odd("ctx.saveForBackward(3); return a;", "return g;", "ctx.save_for_backward(3); return a", "return g")
odd("ctx.saveForBackward(a); return a.mul(2);", "const [b] = ctx.savedTensors; return g.mul(b).sum();", "ctx.save_for_backward(a); return a * 2", "(b,) = ctx.saved_tensors; return (g * b).sum()")

# state dicts
for code, twin in (
    (NET + "net.loadStateDict(null)", PNET + "net.load_state_dict(None)"),
    (NET + "net.loadStateDict([1])", PNET + "net.load_state_dict([1])"),
    (NET + "net.loadStateDict({ weight: torch.ones(2, 3) }, { strict: false }); net(x)", PNET + "net.load_state_dict({'weight': torch.ones(2, 3)}, strict=False)\nnet(x)"),
    (NET + "net.loadStateDict({ weight: torch.ones(3) }, { strict: false })", PNET + "net.load_state_dict({'weight': torch.ones(3)}, strict=False)"),
    (NET + "net.loadStateDict({ weight: [1], bias: null })", PNET + "net.load_state_dict({'weight': [1], 'bias': None})"),
    (NET + "net.loadStateDict({ weight: s, bias: s })", PNET + "net.load_state_dict({'weight': s, 'bias': s})"),
    (NET + "net.loadStateDict(net.stateDict(), { foo: 1 })", PNET + "net.load_state_dict(net.state_dict(), foo=1)"),
    ("const net = new nn.Sequential(new nn.Linear(3, 2), new nn.Linear(2, 1)); net.loadStateDict({ '0.weight': torch.ones(2, 3) })", "net = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1))\nnet.load_state_dict({'0.weight': torch.ones(2, 3)})"),
    ("const net = new nn.Sequential(new nn.Linear(3, 2), new nn.Linear(2, 1)); net.loadStateDict(new nn.Sequential(new nn.Linear(4, 2), new nn.Linear(2, 1)).stateDict())", "net = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1))\nnet.load_state_dict(nn.Sequential(nn.Linear(4, 2), nn.Linear(2, 1)).state_dict())"),
    ("const net = new nn.Sequential(new nn.Linear(3, 2)); net.loadStateDict(new nn.Sequential(new nn.Linear(3, 2), new nn.ReLU(), new nn.Linear(2, 1)).stateDict())", "net = nn.Sequential(nn.Linear(3, 2))\nnet.load_state_dict(nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1)).state_dict())"),
    ("const net = new nn.BatchNorm1d(3); net.loadStateDict(new nn.BatchNorm1d(4).stateDict())", "net = nn.BatchNorm1d(3)\nnet.load_state_dict(nn.BatchNorm1d(4).state_dict())"),
    ("const net = new nn.BatchNorm1d(3); net.loadStateDict({ weight: torch.ones(3) })", "net = nn.BatchNorm1d(3)\nnet.load_state_dict({'weight': torch.ones(3)})"),
    (NET + "net.zeroGrad(3, 4)", PNET + "net.zero_grad(3, 4)"),
    (NET + "net.to('gpu')", PNET + "net.to('gpu')"),
    (NET + "net.to(torch.int64)", PNET + "net.to(torch.int64)"),
    (NET + "net.train(3)", PNET + "net.train(3)"),
    (NET + "net.apply(3)", PNET + "net.apply(3)"),
    (NET + "net.apply()", PNET + "net.apply()"),
    (NET + "net.registerForwardHook((m, i, o) => 3); net(x)", PNET + "net.register_forward_hook(lambda m, i, o: 3)\nnet(x)"),
    (NET + "net.weight.add_(1)", PNET + "net.weight.add_(1)"),
    (NET + "net.weight.backward()", PNET + "net.weight.backward()"),
    (NET + "net(x).backward()", PNET + "net(x).backward()"),
    (NET + "const y = net(x).sum(); y.backward(); y.backward()", PNET + "y = net(x).sum()\ny.backward()\ny.backward()"),
    (NET + "net.requiresGrad_('a')", PNET + "net.requires_grad_('a')"),
    (NET + "net.getParameter('foo')", PNET + "net.get_parameter('foo')"),
    (NET + "net.getSubmodule('foo.bar')", PNET + "net.get_submodule('foo.bar')"),
    (NET + "net.getBuffer('weight')", PNET + "net.get_buffer('weight')"),
    (NET + "net.registerBuffer(3, x)", PNET + "net.register_buffer(3, x)"),
    (NET + "net.registerParameter('w', 3)", PNET + "net.register_parameter('w', 3)"),
    (NET + "net.registerParameter('w', x)", PNET + "net.register_parameter('w', x)"),
    (NET + "net.registerModule('a', 3)", PNET + "net.register_module('a', 3)"),
    (NET + "net.registerModule('weight', new nn.ReLU())", PNET + "net.register_module('weight', nn.ReLU())"),
    (NET + "net.registerModule('a.b', new nn.ReLU())", PNET + "net.register_module('a.b', nn.ReLU())"),
    (NET + "net.registerModule('', new nn.ReLU())", PNET + "net.register_module('', nn.ReLU())"),
):
    wrong(code, twin)

# optimisers
for code in (
    W + "new optim.SGD([w], { lr: NaN })",
    W + "new optim.Adam([w], { lr: NaN })",
    W + "new optim.AdamW([w], { lr: NaN })",
    W + "new optim.RMSprop([w], { lr: NaN })",
    W + "new optim.Adagrad([w], { lr: NaN })",
    W + "new optim.Adadelta([w], { lr: NaN })",
    W + "new optim.Adamax([w], { lr: NaN })",
    W + "new optim.NAdam([w], { lr: NaN })",
    W + "new optim.RAdam([w], { lr: NaN })",
    W + "new optim.Rprop([w], { lr: NaN })",
    W + "new optim.ASGD([w], { lr: NaN })",
    W + "new optim.LBFGS([w], { lr: NaN })",
    W + "new optim.SGD([w], { lr: Infinity })",
    W + "new optim.SGD([w], { momentum: NaN })",
    W + "new optim.SGD([w], { weightDecay: NaN })",
    W + "new optim.Adam([w], { betas: [NaN, 0.9] })",
    W + "new optim.Adam([w], { eps: NaN })",
    W + "new optim.Adam([w], { weightDecay: NaN })",
    W + "new optim.SGD([w], { lr: null })",
    W + "new optim.SGD([w], 0.1)",
    W + "new optim.SGD(null)",
    W + "new optim.SGD('a')",
    W + "new optim.SGD([null])",
    W + "new optim.SGD(['a'])",
    W + "new optim.SGD(w)",
    W + "new optim.SGD(new nn.Linear(3, 2))",
    W + "new optim.SGD([n])",
    W + "new optim.Adam(w, { lr: 0.1 })",
    W + "new optim.Adam([w], { betas: 'a' })",
    W + "new optim.Adam([w], { lr: 'a' })",
    W + "new optim.Adam([w], { foo: 1 })",
    W + "new optim.Adam([w], { momentum: 0.9 })",
    W + "new optim.AdamW([w], { foo: 1 })",
    W + "new optim.RMSprop([w], { foo: 1 })",
    W + "new optim.RMSprop([w], { alpha: NaN })",
    W + "new optim.Adagrad([w], { eps: -1 })",
    W + "new optim.Adagrad([w], { foo: 1 })",
    W + "new optim.Adadelta([w], { eps: -1 })",
    W + "new optim.ASGD([w], { foo: 1 })",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.step(3)",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.step(null)",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.zeroGrad({ foo: 1 })",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.addParamGroup()",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.addParamGroup(3)",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.loadStateDict()",
    W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.loadStateDict(null)",
    W + "const opt = new optim.LBFGS([w]); opt.step(3)",
):
    wrong(code)
for code, twin in (
    (W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.loadStateDict({ state: {}, paramGroups: [] })", PW + "opt = optim.SGD([w], lr=0.1)\nopt.load_state_dict({'state': {}, 'param_groups': []})"),
    (W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.addParamGroup({ lr: 1 })", PW + "opt = optim.SGD([w], lr=0.1)\nopt.add_param_group({'lr': 1})"),
    (W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.addParamGroup({ params: [3] })", PW + "opt = optim.SGD([w], lr=0.1)\nopt.add_param_group({'params': [3]})"),
    (W + "const opt = new optim.SGD([w], { lr: 0.1 }); opt.addParamGroup({ params: [w.mul(2)] })", PW + "opt = optim.SGD([w], lr=0.1)\nopt.add_param_group({'params': [w.mul(2)]})"),
    (W + "new optim.SGD([{ params: w }, { params: [torch.ones(1)], lr: 3 }])", PW + "optim.SGD([{'params': w}, {'params': [torch.ones(1)], 'lr': 3}])"),
    (W + "new optim.SGD([{ params: [w], lr: -1 }])", PW + "optim.SGD([{'params': [w], 'lr': -1}])"),
    (W + "new optim.SGD([{ param: [w] }])", PW + "optim.SGD([{'param': [w]}])"),
):
    wrong(code, twin)

# schedulers
S = W + "const opt = new optim.SGD([w], { lr: 0.1 }); "
for code in (
    "new optim.lrScheduler.StepLR(w, 1)",
    "new optim.lrScheduler.StepLR(opt, { stepSize: 1, foo: 1 })",
    "new optim.lrScheduler.StepLR(opt, 1, { foo: 1 })",
    "new optim.lrScheduler.StepLR(opt, 1, 0.1, 2, 3)",
    "new optim.lrScheduler.StepLR(null, 1)",
    "new optim.lrScheduler.MultiStepLR(opt, 3)",
    "new optim.lrScheduler.MultiStepLR(opt, [1, 2], { foo: 1 })",
    "new optim.lrScheduler.ExponentialLR(3, 0.9)",
    "new optim.lrScheduler.CosineAnnealingLR(opt, 0)",
    "new optim.lrScheduler.CosineAnnealingLR(opt, 10, { foo: 1 })",
    "new optim.lrScheduler.LambdaLR(opt, 3)",
    "new optim.lrScheduler.LambdaLR(opt, 'a')",
    "new optim.lrScheduler.MultiplicativeLR(opt)",
    "new optim.lrScheduler.OneCycleLR(opt)",
    "new optim.lrScheduler.OneCycleLR(opt, 0.1, { totalSteps: 1.5 })",
    "new optim.lrScheduler.OneCycleLR(opt, 0.1, { totalSteps: 0 })",
    "new optim.lrScheduler.OneCycleLR(opt, 0.1, { epochs: 3 })",
    "new optim.lrScheduler.OneCycleLR(opt, 0.1, { totalSteps: 10, foo: 1 })",
    "const sch = new optim.lrScheduler.OneCycleLR(opt, 0.1, { totalSteps: 1 }); opt.step(); sch.step(); sch.step()",
    "new optim.lrScheduler.ReduceLROnPlateau()",
    "new optim.lrScheduler.ReduceLROnPlateau(3)",
    "new optim.lrScheduler.ReduceLROnPlateau(opt, { factor: 2 })",
    "new optim.lrScheduler.ReduceLROnPlateau(opt, { foo: 1 })",
    "new optim.lrScheduler.PolynomialLR(opt, { foo: 1 })",
    "new optim.lrScheduler.LinearLR(opt, { foo: 1 })",
    "new optim.lrScheduler.CosineAnnealingWarmRestarts(opt, 1.5)",
    "new optim.lrScheduler.CosineAnnealingWarmRestarts(opt)",
    "new optim.lrScheduler.ChainedScheduler()",
    "new optim.lrScheduler.SequentialLR(opt)",
    "const sch = new optim.lrScheduler.StepLR(opt, 1); opt.step(); sch.step(1, 2)",
    "const sch = new optim.lrScheduler.StepLR(opt, 1); sch.loadStateDict()",
):
    wrong(S + code)

# clipping
for code in (
    W + "nn.utils.clipGradNorm_([w])",
    W + "nn.utils.clipGradNorm_([w], 1, { foo: 1 })",
    W + "w.sum().backward(); nn.utils.clipGradNorm_([w], 'a')",
    W + "w.mul(NaN).sum().backward(); nn.utils.clipGradNorm_([w], 1, { errorIfNonfinite: true })",
    W + "nn.utils.clipGradValue_([w], 'a')",
    W + "nn.utils.clipGradValue_()",
    "nn.utils.clipGradNorm_([], 1)",
):
    wrong(code)

# data
D = "const set = new data.TensorDataset(torch.arange(4)); "
for code in (
    "new data.TensorDataset()",
    "new data.TensorDataset([1, 2])",
    "new data.TensorDataset(3)",
    "new data.TensorDataset(s)",
    "new data.TensorDataset(x, [1, 2])",
    D + "new data.DataLoader(set, { batchSize: null })",
    D + "new data.DataLoader(set, { batchSize: null, shuffle: true })",
    D + "new data.DataLoader(set, { batchSize: null, dropLast: true })",
    D + "new data.DataLoader(set, { batchSize: 'a' })",
    D + "new data.DataLoader(set, { batchSize: [2] })",
    D + "new data.DataLoader(set, { batchSize: true })",
    D + "new data.DataLoader(set, { batchSize: 2, foo: 1 })",
    D + "new data.DataLoader(set, { shuffle: null })",
    D + "new data.DataLoader(set, { dropLast: 'a' })",
    D + "new data.DataLoader(set, { generator: null, shuffle: true })",
    D + "new data.DataLoader(set, { batchSampler: [[0]], dropLast: true })",
    D + "new data.DataLoader(set, { batchSampler: [[0]], sampler: [0] })",
    D + "new data.DataLoader(set, 2)",
    D + "new data.DataLoader(set, 2, true)",
    D + "data.randomSplit(set)",
    D + "data.randomSplit()",
    D + "data.randomSplit(set, [3, 3])",
    D + "data.randomSplit(set, [0.5, 0.4])",
    D + "data.randomSplit(set, [1.5, -0.5])",
    D + "data.randomSplit(set, [0.9, 0.9])",
    D + "data.randomSplit(set, [2, 2], { generator: null })",
    D + "data.randomSplit(set, [5, -1])",
    "new data.Subset()",
    "new data.Subset([1, 2])",
    "new data.SequentialSampler()",
    "new data.RandomSampler()",
    "new data.RandomSampler([1, 2], { numSamples: 'a' })",
    "new data.RandomSampler([1, 2], { numSamples: 1.5 })",
    "new data.RandomSampler([1, 2], { foo: 1 })",
    "new data.WeightedRandomSampler()",
    "new data.WeightedRandomSampler([1, 2])",
    "new data.WeightedRandomSampler([1, 2], -1)",
    "new data.WeightedRandomSampler([1, 2], 'a')",
    "new data.BatchSampler([0, 1], 'a', false)",
    "new data.BatchSampler([0, 1], true, false)",
    "new data.BatchSampler([0, 1], 2)",
    "new data.BatchSampler()",
    "new data.ConcatDataset()",
    "new data.ConcatDataset(3)",
    "data.defaultCollate()",
    "data.defaultCollate(['a', 3])",
):
    wrong(code)
for code, twin in (
    (D + "for (const [batch] of new data.DataLoader(set, { batchSize: null })) batch.view(3)", "set = data.TensorDataset(torch.arange(4))\nfor (batch,) in data.DataLoader(set, batch_size=None): batch.view(3)"),
    (D + "set.get(4)", "set = data.TensorDataset(torch.arange(4))\nset[4]"),
    (D + "new data.Subset(set, [0, 1]).get(2)", "set = data.TensorDataset(torch.arange(4))\ndata.Subset(set, [0, 1])[2]"),
    (D + "new data.ConcatDataset([set, set]).get(8)", "set = data.TensorDataset(torch.arange(4))\ndata.ConcatDataset([set, set])[8]"),
):
    wrong(code, twin)

# tensors: renorm
for code in (
):
    wrong(code)

write(__file__)
