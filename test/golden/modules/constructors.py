# What PyTorch says to constructors that are given too little.
import json
import pathlib
import re

import torch

HERE = pathlib.Path(__file__)
signatures = json.loads((HERE.parents[3] / "engine/arguments/signatures.json").read_text())
OWNERS = {
    "nn": torch.nn,
    "optim": torch.optim,
    "optim.lrScheduler": torch.optim.lr_scheduler,
    "data": torch.utils.data,
}
rows = []
for name, text in signatures.items():
    owner, _, own = name.rpartition(".")
    if owner not in OWNERS or "#" in name or not own[0].isupper() or not hasattr(OWNERS[owner], own):
        continue
    for count in range(3):
        try:
            getattr(OWNERS[owner], own)(*[2] * count)
        except TypeError as error:
            if re.search(r"missing \d+ required positional", str(error)):
                rows.append([name, count, str(error)])
        except Exception:
            pass
HERE.with_suffix(".json").write_text(json.dumps({"torch": torch.__version__, "missing": rows}, separators=(",", ":")) + "\n")
print(len(rows), "calls")
