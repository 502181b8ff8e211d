x = 5.0
alpha = 0.1

for step in range(25):
    slope = 2 * x
    x = x - alpha * slope

print(round(x, 5))
