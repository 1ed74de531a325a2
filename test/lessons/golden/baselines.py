# @file Writes baselines.json with scikit-learn and NumPy: `python test/lessons/golden/baselines.py`, then `npm run format`.
import json
import pathlib

import numpy as np
from sklearn.linear_model import Lasso
from sklearn.neighbors import KNeighborsRegressor

rng = np.random.default_rng(4)
tasks = []
for n, d in [(8, 3), (12, 5), (6, 6), (4, 6)]:
    xs = rng.normal(size=(n, d)).astype(np.float32)
    w = rng.normal(size=d) * (rng.random(d) < 0.7)
    ys = (xs @ w + rng.normal(size=n) * 0.3).astype(np.float32)
    query = rng.normal(size=d).astype(np.float32)
    least = np.linalg.lstsq(xs.astype(float), ys.astype(float), rcond=None)[0]
    lasso = {
        str(alpha): Lasso(alpha=alpha, fit_intercept=False, tol=1e-12, max_iter=1_000_000).fit(xs, ys).coef_.tolist()
        for alpha in (0.05, 0.3)
    }
    near = {str(k): float(KNeighborsRegressor(k).fit(xs, ys).predict(query[None])[0]) for k in (1, 3)}
    tasks.append({
        'xs': xs.tolist(),
        'ys': ys.tolist(),
        'query': query.tolist(),
        'leastSquares': float(query @ least),
        'averaging': float(np.mean(xs * ys[:, None], axis=0) @ query),
        'nearestNeighbours': near,
        'lasso': lasso,
    })
file = pathlib.Path(__file__).parent / 'baselines.json'
file.write_text(json.dumps(tasks, indent=1) + '\n')
