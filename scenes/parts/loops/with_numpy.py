import numpy as np

x = np.array([5.0, -3.0, 2.0])
alpha = 0.1

for step in range(25):
    slope = 2 * x
    x = x - alpha * slope

print(x.round(4))
