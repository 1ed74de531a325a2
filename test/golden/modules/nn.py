# Golden figures of modules: print, first weights, output, gradients, state after a call; and messages of state dicts.
import json
import pathlib
import re
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from oracle import I64, packed

cases = []


def camel(name):
    return re.sub(r"_(\w)", lambda m: m[1].upper(), name)


def build(spec):
    """[name, args, options]; a module as an argument is such a list in {"$module": …}."""
    def value(x):
        if isinstance(x, list):
            return tuple(x)
        if isinstance(x, dict) and "$tensor" in x:
            return torch.tensor(x["$tensor"])
        return build(x["$module"]) if isinstance(x, dict) and "$module" in x else x
    name, args, options = spec
    return getattr(nn, name)(*[value(a) for a in args], **{k: value(v) for k, v in options.items()})




def whole(module, inputs):
    """What becomes of whole numbers: the result's dtype, or an error (padding of 'same' goes to another kernel)."""
    try:
        y = module(inputs[0].long(), *inputs[1:])
        return str((y[0] if isinstance(y, tuple) else y).dtype).removeprefix("torch.")
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        return {"name": type(error).__name__, "message": str(error).split("\n")[0]}


def case(name, args=(), options=None, inputs=(), train=True, spec=None, tolerance=None, call=None):
    """`spec` is what the TypeScript side is called with, where its arguments stand elsewhere; `call` the call's keywords."""
    options = options or {}
    torch.manual_seed(42)
    python = [name, list(args), options]
    module = build(python).train(train)
    entry = {"spec": spec or python, "print": str(module), "train": train}
    if tolerance:
        entry["tolerance"] = tolerance
    entry["state"] = [[k, packed(v)] for k, v in module.state_dict().items()]
    given = [x.clone() for x in inputs]
    entry["inputs"] = [packed(x) for x in given]
    if given:
        for x in given:
            x.requires_grad_(x.dtype.is_floating_point and not entry["spec"][0].endswith("Loss") or x is given[0] and x.dtype.is_floating_point)
        torch.manual_seed(7)
        flat = []
        def collect(y):
            if isinstance(y, torch.Tensor):
                flat.append(y)
            elif y is not None:
                for item in y:
                    collect(item)
        if call:
            entry["call"] = {key: packed(value) for key, value in call.items()}
        collect(module(*given, **(call or {})))
        entry["outputs"] = [packed(y) for y in flat]
        entry["gradFns"] = [y.grad_fn and y.grad_fn.name().removeprefix("torch::autograd::") for y in flat]
        upstream = [torch.linspace(-1, 2, y.numel()).reshape(y.shape).to(y.dtype) for y in flat]
        tracked = [(y, u) for y, u in zip(flat, upstream) if y.requires_grad]
        torch.autograd.backward([y for y, _ in tracked], [u for _, u in tracked])
        entry["grads"] = [packed(x.grad)["data"] if x.grad is not None else None for x in given]
        entry["paramGrads"] = {k: packed(p.grad)["data"] for k, p in module.named_parameters() if p.grad is not None}
        entry["after"] = {k: packed(b)["data"] for k, b in module.named_buffers()}
        if inputs[0].dtype.is_floating_point and not call and options.get("padding") != "same":
            entry["whole"] = whole(module, inputs)
    cases.append(entry)


generator = torch.Generator().manual_seed(1)
# on some processors oneDNN does an LSTM's whole layer in one node (MkldnnRnnLayer): the nodes are those of the others
torch.backends.mkldnn.set_flags(False)


def x(*shape):
    return torch.randn(shape, generator=generator)


for shape in ([3], [4, 3], [2, 4, 3]):
    case("Linear", [3, 2], inputs=[x(*shape)])
    case("Linear", [3, 2], {"bias": False}, inputs=[x(*shape)])
case("Linear", [30, 40])
case("Bilinear", [3, 4, 2], inputs=[x(5, 3), x(5, 4)])
case("Identity", inputs=[x(2)])
case("Flatten", inputs=[x(2, 3, 4)])
case("Flatten", options={"start_dim": 0}, inputs=[x(2, 3)])
case("Unflatten", [1, [2, 3]], inputs=[x(2, 6)])
case("Embedding", [10, 3], inputs=[torch.tensor([[1, 2], [9, 1]])])
case("Embedding", [5, 4], {"padding_idx": 0}, inputs=[torch.tensor([0, 3, 0, 4])])
case("Embedding", [27, 5])
for name in "ReLU LeakyReLU ELU CELU SELU GELU SiLU Mish Sigmoid Tanh LogSigmoid Softsign Tanhshrink ReLU6 Hardsigmoid Hardswish Softplus Hardtanh Softshrink Hardshrink PReLU".split():
    case(name, inputs=[x(2, 5) * 3])
case("GELU", options={"approximate": "tanh"}, inputs=[x(2, 5)])
case("LeakyReLU", [0.2], inputs=[x(2, 5)])
case("ReLU", options={"inplace": True})
case("Threshold", [0.1, 20], inputs=[x(2, 5)])
case("GLU", inputs=[x(2, 6)])
case("Softmax", options={"dim": 1}, inputs=[x(2, 5)])
case("LogSoftmax", options={"dim": -1}, inputs=[x(2, 5)])
case("PReLU", options={"num_parameters": 3}, inputs=[x(2, 3, 2)])
case("Conv1d", [2, 4, 3], inputs=[x(2, 2, 7)])
case("Conv1d", [2, 4, 3], {"padding": "same", "dilation": 2}, inputs=[x(2, 2, 7)])
case("Conv2d", [1, 4, 3], inputs=[x(2, 1, 6, 6)])
case("Conv2d", [1, 20, 5])
case("Conv2d", [4, 6, 3], {"stride": 2, "padding": 1, "groups": 2, "bias": False}, inputs=[x(1, 4, 6, 5)])
case("Conv2d", [2, 2, [2, 3]], {"dilation": [1, 2]}, inputs=[x(1, 2, 6, 6)])
case("ConvTranspose2d", [2, 3, 2], {"stride": 2, "output_padding": 1}, inputs=[x(1, 2, 3, 3)])
case("MaxPool1d", [2], inputs=[x(1, 2, 6)])
case("MaxPool2d", [2], inputs=[x(1, 2, 6, 6)])
case("MaxPool2d", [3], {"stride": 2, "padding": 1, "ceil_mode": True}, inputs=[x(1, 2, 6, 6)])
case("AvgPool1d", [2], inputs=[x(1, 2, 6)])
case("AvgPool2d", [2], inputs=[x(1, 2, 6, 6)])
case("AvgPool2d", [3], {"stride": 1, "padding": 1}, inputs=[x(1, 2, 4, 4)])
case("AdaptiveAvgPool1d", [3], inputs=[x(1, 2, 7)])
case("AdaptiveAvgPool2d", [1], inputs=[x(1, 2, 6, 6)])
case("AdaptiveAvgPool2d", [[2, None]], inputs=[x(1, 2, 5, 4)])
case("AdaptiveMaxPool2d", [2], inputs=[x(1, 2, 5, 4)])
for train in (True, False):
    case("BatchNorm1d", [3], inputs=[x(5, 3)], train=train)
    case("BatchNorm2d", [2], {"momentum": 0.3, "eps": 1e-3}, inputs=[x(3, 2, 4, 4)], train=train, tolerance=3)
    case("BatchNorm1d", [3], {"affine": False, "track_running_stats": False}, inputs=[x(5, 3, 2)], train=train, tolerance=3)
case("BatchNorm1d", [3], {"momentum": None}, inputs=[x(5, 3)])
case("LayerNorm", [4], inputs=[x(3, 4)], tolerance=3)
case("LayerNorm", [[2, 3]], {"bias": False, "eps": 1e-3}, inputs=[x(2, 2, 3)], tolerance=3)
case("LayerNorm", [4], {"elementwise_affine": False}, inputs=[x(3, 4)], tolerance=3)
case("RMSNorm", [4], inputs=[x(3, 4)])
case("GroupNorm", [2, 4], inputs=[x(2, 4, 3)], tolerance=3)
case("Dropout", inputs=[x(4, 5)])
case("Dropout", [0.2], inputs=[x(4, 5)])
case("Dropout", inputs=[x(4, 5)], train=False)
case("Dropout2d", [0.5], inputs=[x(3, 4, 2, 2)])
CLASSES = torch.tensor([0, 2, 1])
case("MSELoss", inputs=[x(3, 2), x(3, 2)])
case("MSELoss", options={"reduction": "sum"}, inputs=[x(3, 2), x(3, 2)])
case("L1Loss", inputs=[x(3, 2), x(3, 2)])
case("SmoothL1Loss", options={"beta": 0.5}, inputs=[x(3, 2), x(3, 2)])
case("HuberLoss", options={"delta": 0.5}, inputs=[x(3, 2), x(3, 2)])
case("CrossEntropyLoss", inputs=[x(3, 4), CLASSES])
case("CrossEntropyLoss", options={"label_smoothing": 0.1, "reduction": "none"}, inputs=[x(3, 4), CLASSES])
case("NLLLoss", inputs=[x(3, 4).log_softmax(1), CLASSES])
case("BCELoss", inputs=[torch.rand(3, generator=generator), torch.tensor([0.0, 1.0, 1.0])])
case("BCEWithLogitsLoss", inputs=[x(3), torch.tensor([0.0, 1.0, 1.0])])
case("KLDivLoss", options={"reduction": "batchmean"}, inputs=[x(3, 4).log_softmax(1), x(3, 4).softmax(1)])
for name in ("RNN", "LSTM", "GRU"):
    case(name, [3, 4], inputs=[x(5, 2, 3)], tolerance=5)
    case(name, [3, 4], {"batch_first": True, "num_layers": 2, "bias": False}, inputs=[x(2, 3, 3)], tolerance=5)
    case(name, [2, 3], {"num_layers": 2, "bidirectional": True}, inputs=[x(4, 2, 2)], tolerance=5)
    case(name, [3, 4], inputs=[x(5, 3)], tolerance=5)
    case(name + "Cell", [3, 4], inputs=[x(2, 3)], tolerance=5)
case("RNN", [3, 4], {"nonlinearity": "relu"}, inputs=[x(5, 2, 3)])
case("RNN", [3, 4], inputs=[x(5, 2, 3), x(1, 2, 4)], tolerance=5)
case("RNNCell", [3, 4], {"nonlinearity": "relu", "bias": False}, inputs=[x(3)])
case("LSTM", [3, 4], {"num_layers": 2, "dropout": 0.5, "bidirectional": True, "batch_first": True})
q = x(3, 2, 4)
case("MultiheadAttention", [4, 2], inputs=[q, x(5, 2, 4), x(5, 2, 4)], tolerance=10)
case("MultiheadAttention", [6, 3], {"batch_first": True, "bias": False}, inputs=[x(2, 3, 6), x(2, 3, 6), x(2, 3, 6)], tolerance=10)
case("MultiheadAttention", [4, 1], inputs=[x(3, 4), x(2, 4), x(2, 4)], tolerance=10)
layer = ["TransformerEncoderLayer", [4, 2], {"dim_feedforward": 8, "dropout": 0.0}]
case(*layer, inputs=[x(3, 2, 4)], tolerance=20)
case(layer[0], [4, 2], {"dim_feedforward": 8, "dropout": 0.0, "norm_first": True, "activation": "gelu", "batch_first": True}, inputs=[x(2, 3, 4)], tolerance=20)
case("TransformerEncoder", [{"$module": layer}, 3], inputs=[x(3, 2, 4)], tolerance=30)
case("TransformerEncoder", [{"$module": ["TransformerEncoderLayer", [4, 2], {"dim_feedforward": 8}]}, 2])
case("TransformerDecoderLayer", [4, 2], {"dim_feedforward": 8, "dropout": 0.0}, inputs=[x(3, 2, 4), x(5, 2, 4)], tolerance=20)
case("TransformerDecoderLayer", [4, 2], {"dim_feedforward": 8, "dropout": 0.0, "norm_first": True, "activation": "gelu", "batch_first": True}, inputs=[x(2, 3, 4), x(2, 5, 4)], tolerance=20)
decoder = {"$module": ["TransformerDecoderLayer", [4, 2], {"dim_feedforward": 8, "dropout": 0.0}]}
case("TransformerDecoder", [decoder, 2], inputs=[x(3, 2, 4), x(5, 2, 4)], tolerance=30)
case("Transformer", options={"d_model": 4, "nhead": 2, "num_encoder_layers": 1, "num_decoder_layers": 2, "dim_feedforward": 8, "dropout": 0.0}, inputs=[x(5, 2, 4), x(3, 2, 4)], tolerance=30)
causal = torch.triu(torch.full((3, 3), float("-inf")), 1)
hidden = torch.tensor([[False, False, True], [False, True, False]])
for mask in (causal, causal.isinf()):
    case("TransformerEncoder", [{"$module": layer}, 2], inputs=[x(3, 2, 4)], tolerance=30, call={"mask": mask})
    case(*layer, inputs=[x(3, 2, 4)], tolerance=20, call={"src_mask": mask})
    case("TransformerDecoder", [decoder, 2], inputs=[x(3, 2, 4), x(5, 2, 4)], tolerance=30, call={"tgt_mask": mask})
case("TransformerEncoder", [{"$module": layer}, 2], inputs=[x(3, 2, 4)], tolerance=30, call={"src_key_padding_mask": hidden})
case("Transformer", options={"d_model": 4, "nhead": 2, "num_encoder_layers": 1, "num_decoder_layers": 1, "dim_feedforward": 8, "dropout": 0.0}, inputs=[x(3, 2, 4), x(3, 2, 4)], tolerance=30, call={"src_mask": causal, "tgt_mask": causal, "src_key_padding_mask": hidden.float().masked_fill(hidden, float("-inf"))})
case("ConvTranspose1d", [2, 3, 3], {"stride": 2, "padding": 1, "output_padding": 1}, inputs=[x(1, 2, 4)])
case("AdaptiveMaxPool1d", [3], inputs=[x(1, 2, 7)])
case("LPPool2d", [2, 2], inputs=[x(1, 2, 4, 4).abs()], tolerance=3)
case("LPPool2d", [3, 2], {"stride": 1}, inputs=[x(1, 2, 3, 4).abs() + 0.1], tolerance=3)
for name, rank in (("ConstantPad1d", 1), ("ConstantPad2d", 2)):
    case(name, [2, 1.5], inputs=[x(*[1, 2, 3, 4][: rank + 2])])
case("ConstantPad2d", [[1, 0, 2, 1], 0.5], inputs=[x(1, 2, 3, 4)])
for name, rank in (("ZeroPad1d", 1), ("ZeroPad2d", 2), ("ReflectionPad1d", 1), ("ReflectionPad2d", 2), ("ReplicationPad1d", 1), ("ReplicationPad2d", 2), ("CircularPad2d", 2)):
    case(name, [1], inputs=[x(*[1, 2, 3, 4][: rank + 2])])
    case(name, [[1, 2, 2, 0][: 2 * rank]], inputs=[x(*[2, 2, 3, 4][: rank + 2])])
case("Unfold", [[2, 3]], inputs=[x(1, 2, 3, 4)])
case("Unfold", [2], {"dilation": 1, "padding": 1, "stride": 2}, inputs=[x(1, 2, 4, 4)])
case("Fold", [[3, 4], [2, 2]], inputs=[x(1, 8, 6)])
case("Upsample", options={"scale_factor": 2}, inputs=[x(1, 2, 2, 3)])
case("Upsample", options={"size": [4, 5], "mode": "bilinear", "align_corners": True}, inputs=[x(1, 2, 2, 3)], tolerance=3)
case("PixelShuffle", [2], inputs=[x(1, 8, 2, 3)])
case("PixelUnshuffle", [2], inputs=[x(1, 2, 4, 6)])
for train in (True, False):
    case("InstanceNorm1d", [3], inputs=[x(2, 3, 4)], train=train, tolerance=5)
    case("InstanceNorm2d", [2], {"affine": True, "track_running_stats": True, "momentum": 0.3}, inputs=[x(2, 2, 3, 3)], train=train, tolerance=5)
case("InstanceNorm1d", [3], {"affine": True, "eps": 1e-3}, inputs=[x(3, 4)], tolerance=5)
case("LocalResponseNorm", [2], inputs=[x(2, 4, 3, 3)])
case("LocalResponseNorm", [3], {"alpha": 0.5, "beta": 0.5, "k": 1.5}, inputs=[x(2, 5, 3)], tolerance=3)
case("Softmin", options={"dim": 1}, inputs=[x(2, 5)])
case("Softmax2d", inputs=[x(2, 3, 2, 2)])
case("CosineSimilarity", inputs=[x(3, 4), x(3, 4)], tolerance=3)
case("CosineSimilarity", options={"dim": 0, "eps": 1e-6}, inputs=[x(3, 4), x(3, 4)], tolerance=3)
case("PairwiseDistance", inputs=[x(3, 4), x(3, 4)])
case("PairwiseDistance", options={"p": 1, "keepdim": True}, inputs=[x(3, 4), x(3, 4)])
SIGNS = torch.tensor([1.0, -1.0, 1.0])
case("CosineEmbeddingLoss", inputs=[x(3, 4), x(3, 4), SIGNS], tolerance=5)
case("CosineEmbeddingLoss", options={"margin": 0.25, "reduction": "none"}, inputs=[x(3, 4), x(3, 4), SIGNS], tolerance=5)
case("MarginRankingLoss", options={"margin": 0.5}, inputs=[x(3), x(3), SIGNS])
case("TripletMarginLoss", inputs=[x(3, 4), x(3, 4), x(3, 4)], tolerance=3)
case("TripletMarginLoss", options={"margin": 2.0, "p": 1, "swap": True, "reduction": "none"}, inputs=[x(3, 4), x(3, 4), x(3, 4)], tolerance=3)
case("HingeEmbeddingLoss", options={"margin": 0.5}, inputs=[x(3), SIGNS])
case("MultiMarginLoss", inputs=[x(3, 4), CLASSES])
case("MultiMarginLoss", options={"p": 2, "margin": 0.5, "weight": {"$tensor": [0.5, 1.0, 2.0, 0.25]}, "reduction": "sum"}, inputs=[x(3, 4), CLASSES], tolerance=3)
case("SoftMarginLoss", inputs=[x(3), SIGNS])
case("MultiLabelSoftMarginLoss", inputs=[x(2, 3), torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])])
case("MultiLabelSoftMarginLoss", options={"weight": {"$tensor": [0.5, 1.0, 2.0]}, "reduction": "none"}, inputs=[x(2, 3), torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])])
case("PoissonNLLLoss", inputs=[x(3, 2), x(3, 2).abs()], tolerance=3)
case("PoissonNLLLoss", options={"log_input": False, "full": True}, inputs=[x(3, 2).abs() + 0.5, x(3, 2).abs() * 3], tolerance=3)
case("GaussianNLLLoss", inputs=[x(3, 2), x(3, 2), x(3, 2).abs() + 0.5])
INDICES = torch.tensor([[0, 2, 1], [4, 4, 3]])
for mode in ("mean", "sum", "max"):
    case("EmbeddingBag", [5, 3], {"mode": mode}, inputs=[INDICES])
    case("EmbeddingBag", [5, 3], {"mode": mode}, inputs=[INDICES.reshape(-1), torch.tensor([0, 4])])
case("EmbeddingBag", [5, 3], {"mode": "sum", "padding_idx": 4}, inputs=[INDICES])
linear = {"$module": ["Linear", [3, 3], {}]}
case("Sequential", [linear, linear, {"$module": ["ReLU", [], {}]}, {"$module": ["Linear", [3, 2], {}]}], inputs=[x(4, 3)], tolerance=3)
case("Sequential", [linear, {"$module": ["Sequential", [linear, {"$module": ["Tanh", [], {}]}], {}]}], inputs=[x(4, 3)], tolerance=3)
case("Sequential")
for name in ("AlphaDropout", "FeatureAlphaDropout"):
    for train in (True, False):
        case(name, inputs=[x(3, 4, 2)], train=train)
    case(name, [0.2], inputs=[x(3, 4, 2)])
for train in (True, False):
    case("RReLU", inputs=[x(4, 5)], train=train)
case("RReLU", [0.1, 0.3], inputs=[x(3)])
LISTS = torch.tensor([[0, 2, -1], [1, -1, 0]])
case("MultiLabelMarginLoss", inputs=[x(2, 3), LISTS])
case("MultiLabelMarginLoss", options={"reduction": "none"}, inputs=[x(2, 3), LISTS])
case("MultiLabelMarginLoss", options={"reduction": "sum"}, inputs=[x(3), torch.tensor([0, 2, -1])])
WHERE = torch.tensor([[[[5, 2], [8, 15]]]])
case("MaxUnpool2d", [2], inputs=[x(1, 1, 2, 2), WHERE])
case("MaxUnpool2d", [3], {"stride": 2, "padding": 1})
case("MaxUnpool1d", [2], inputs=[x(1, 1, 2), torch.tensor([[[1, 2]]])])

case("Conv3d", [2, 3, 2], inputs=[x(1, 2, 3, 4, 3)])
case("Conv3d", [2, 4, [1, 2, 3]], {"stride": [1, 2, 1], "padding": 1, "groups": 2, "bias": False}, inputs=[x(2, 2, 3, 3)])
for train in (True, False):
    case("BatchNorm3d", [2], inputs=[x(2, 2, 2, 3, 2)], train=train, tolerance=3)
case("InstanceNorm3d", [2], {"affine": True}, inputs=[x(2, 2, 2, 3, 2)], tolerance=5)
case("CircularPad1d", [[2, 1]], inputs=[x(2, 2, 3)])
case("UpsamplingNearest2d", options={"scale_factor": 2}, inputs=[x(1, 2, 2, 3)])
case("UpsamplingBilinear2d", options={"size": [4, 5]}, inputs=[x(1, 2, 2, 3)], tolerance=3)
case("UpsamplingBilinear2d", options={"scale_factor": 2}, inputs=[x(1, 2, 2, 3)], tolerance=3)

# Messages
torch.manual_seed(0)
messages = {}
net = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 5))
for name, state in {
    "missing": {"0.weight": torch.zeros(2, 3), "0.bias": torch.zeros(2)},
    "unexpected": {**net.state_dict(), "2.weight": torch.zeros(1), "x": torch.zeros(1)},
    "size": {**net.state_dict(), "1.weight": torch.zeros(4, 2), "0.bias": torch.zeros(())},
    "all": {"0.weight": torch.zeros(1), "y": torch.zeros(1)},
}.items():
    try:
        net.load_state_dict(state)
    except RuntimeError as error:
        messages[name] = str(error)
messages["fine"] = str(net.load_state_dict(net.state_dict()))
messages["lists"] = str(nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), nn.ReLU()]))
messages["dict"] = str(nn.ModuleDict({"b": nn.Linear(1, 1), "a": nn.Linear(1, 1)}))
messages["parameter"] = str(nn.Parameter(torch.tensor([1.0, 2.5])))
messages["parameters"] = str(nn.ParameterList([torch.zeros(2, 3), torch.zeros(4)]))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 2)
        self.blocks = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])
        self.scale = nn.Parameter(torch.ones(1))
        self.register_buffer("count", torch.zeros(1))
        self.register_buffer("hidden", torch.zeros(1), persistent=False)
        self.again = self.first


messages["net"] = str(Net())
names = {
    "parameters": [n for n, _ in Net().named_parameters()],
    "modules": [n for n, _ in Net().named_modules()],
    "children": [n for n, _ in Net().named_children()],
    "buffers": [n for n, _ in Net().named_buffers()],
    "state": list(Net().state_dict()),
}

# N2: 3 → 2 → 5, PyTorch's own run
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 5))
opt = torch.optim.SGD(net.parameters(), lr=1e-3)
losses = []
for _ in range(2000):
    opt.zero_grad()
    loss = (net(torch.tensor([1.0, 2.0, 3.0])) - torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])).pow(2).sum()
    loss.backward()
    opt.step()
    losses.append(loss.item())
training = {"losses": losses[:50] + losses[50::50], "output": net(torch.tensor([1.0, 2.0, 3.0])).tolist()}

inits = []
for name, options in [("uniform_", {"a": -2.0, "b": 3.0}), ("normal_", {"mean": 1.0, "std": 0.5}), ("xavier_uniform_", {}), ("xavier_uniform_", {"gain": 2.0}), ("xavier_normal_", {}), ("kaiming_uniform_", {}), ("kaiming_uniform_", {"a": 0.5, "mode": "fan_out"}), ("kaiming_normal_", {"nonlinearity": "relu"}), ("ones_", {}), ("zeros_", {}), ("eye_", {}), ("trunc_normal_", {}), ("trunc_normal_", {"mean": 0.5, "std": 2.0, "a": -0.5, "b": 1.5}), ("orthogonal_", {}), ("orthogonal_", {"gain": 2.0})]:
    for shape in ([3, 4], [7, 5]) + (() if name == "eye_" else ([2, 3, 2],)):
        torch.manual_seed(5)
        inits.append({"name": name, "options": options, "value": packed(getattr(nn.init, name)(torch.empty(shape), **options))})
for shape, options in (([3, 2, 3], {}), ([4, 2, 3, 3], {"groups": 2}), ([2, 4, 2], {})):
    inits.append({"name": "dirac_", "options": options, "value": packed(nn.init.dirac_(torch.empty(shape), **options))})
gains = [[n, p, nn.init.calculate_gain(n, p)] for n, p in [("tanh", None), ("relu", None), ("leaky_relu", None), ("leaky_relu", 0.2), ("selu", None), ("sigmoid", None), ("linear", None)]]

data = {"torch": torch.__version__, "cases": cases, "messages": messages, "names": names, "training": training, "inits": inits, "gains": gains}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(data, separators=(",", ":")) + "\n")
print(len(cases), "modules", len(inits), "inits")
