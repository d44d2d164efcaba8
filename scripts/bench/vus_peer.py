"""VUS-PR by the TSB-AD package: seconds of the fastest of three runs, and the value. Arguments: folder of the package, L. Input: labels and scores as JSON."""
import json
import sys
import time

import numpy as np

sys.path.insert(0, sys.argv[1])
from TSB_AD.evaluation.basic_metrics import generate_curve  # noqa: E402

series = json.load(sys.stdin)
labels = np.array(series['labels'])
scores = np.array(series['scores'])
seconds = []
for _ in range(3):
    before = time.perf_counter()
    *_, pr = generate_curve(labels, scores, int(sys.argv[2]))
    seconds.append(time.perf_counter() - before)
print(json.dumps({'seconds': min(seconds), 'pr': float(pr)}))
