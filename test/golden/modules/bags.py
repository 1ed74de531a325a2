# Golden figures of bags of rows: forward, and the table's gradient.
import json
import pathlib

import torch
import torch.nn.functional as F

TABLE = torch.tensor([[((i * 7 + j * 3) % 11) / 4 - 1 for j in range(3)] for i in range(5)])
FLAT, SQUARE = [1, 2, 4, 3, 1], [[1, 2], [4, 1], [1, 1]]
FORMS = [
    ("flat", FLAT, [0, 2, 2], {}, {}),
    ("padding", FLAT, [0, 2, 2], {"padding_idx": 1}, {"paddingIdx": 1}),
    ("last", FLAT, [0, 2, 5], {"include_last_offset": True}, {"includeLastOffset": True}),
    ("square", SQUARE, None, {"padding_idx": 1}, {"paddingIdx": 1}),
]
cases = []
for name, indices, offsets, settings, options in FORMS:
    for mode in ("sum", "mean", "max"):
        weight = TABLE.clone().requires_grad_()
        begins = None if offsets is None else torch.tensor(offsets)
        out = F.embedding_bag(torch.tensor(indices), weight, begins, mode=mode, **settings)
        upstream = torch.tensor([[(i + 1) * (j + 1) / 2 for j in range(3)] for i in range(len(out))])
        out.backward(upstream)
        case = {"name": name, "mode": mode, "indices": indices, "offsets": offsets, "options": options}
        cases.append({**case, "upstream": upstream.tolist(), "out": out.tolist(), "gradient": weight.grad.tolist()})
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"torch": torch.__version__, "table": TABLE.tolist(), "cases": cases}, separators=(",", ":")) + "\n")
print(path.name, len(cases), "cases")
