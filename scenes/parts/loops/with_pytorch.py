import torch

x = torch.tensor([5.0, -3.0, 2.0])
x.requires_grad_()
sgd = torch.optim.SGD([x], lr=0.1)

for step in range(25):
    loss = (x**2).sum()
    loss.backward()
    sgd.step()
    sgd.zero_grad()

print(x.detach())
