"""Prints three steps of PyTorch's optimizers, its schedules and its clipping.

    python pytorch.py > pytorch.json

Two parameters: w starts at [[1, -2], [0.5, 3]], b at [0.1, -0.4]. The loss before step k = 1, 2, 3 is
sum(c_k * w^2 / 2) + sum(b^4 / 4 + k b) with c_k = [[1, 0.5 k], [2, 0.1]], so that gradients change with the step.
"""

import json

import torch
from torch import optim

torch.set_default_dtype(torch.float64)


def start():
    w = torch.tensor([[1.0, -2.0], [0.5, 3.0]], requires_grad=True)
    b = torch.tensor([0.1, -0.4], requires_grad=True)
    return w, b


def loss_at(k, w, b):
    return (torch.tensor([[1.0, 0.5 * k], [2.0, 0.1]]) * w**2 / 2).sum() + (b**4 / 4 + k * b).sum()


def numbers(*tensors):
    return [float(f"{v:.14g}") for tensor in tensors for v in tensor.detach().reshape(-1).tolist()]


def three_steps(make):
    w, b = start()
    optimizer = make([w, b])
    path = []
    for k in (1, 2, 3):
        optimizer.zero_grad()
        loss_at(k, w, b).backward()
        optimizer.step()
        path.append(numbers(w, b))
    return path


def lbfgs_steps(**options):
    w, b = start()
    optimizer = optim.LBFGS([w, b], **options)

    def closure():
        optimizer.zero_grad()
        loss = loss_at(1, w, b)
        loss.backward()
        return loss

    path = []
    for _ in range(3):
        loss = optimizer.step(closure)
        path.append([*numbers(w, b), *numbers(loss)])
    return path


def lbfgs_fit():
    """Linear regression over all samples at once: the loss before each of three steps, and the parameters after."""
    x = torch.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [2.0, 1.0], [0.5, -1.0]])
    y = torch.tensor([[1.0], [2.0], [2.5], [4.0], [0.0]])
    w = torch.tensor([[0.3], [-0.2]], requires_grad=True)
    b = torch.tensor([0.1], requires_grad=True)
    optimizer = optim.LBFGS([w, b], lr=0.5, max_iter=4)

    def closure():
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(x @ w + b, y)
        loss.backward()
        return loss

    losses = [optimizer.step(closure).item() for _ in range(3)]
    return {"losses": losses, "parameters": numbers(w, b)}


def averages():
    """AveragedModel takes the values of its first update; the others move it by 0.9 and 0.1."""
    w, b = start()
    model = torch.nn.ParameterList([w, b])
    ema = optim.swa_utils.AveragedModel(model, multi_avg_fn=optim.swa_utils.get_ema_multi_avg_fn(0.9))
    optimizer = optim.SGD([w, b], lr=0.1)
    path = []
    for k in (1, 2, 3):
        optimizer.zero_grad()
        loss_at(k, w, b).backward()
        optimizer.step()
        ema.update_parameters(model)
        path.append(numbers(*ema.module.parameters()))
    return path


def rates(make, steps, base=0.5):
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
    scheduler = make(optimizer)
    path = [optimizer.param_groups[0]["lr"]]
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
        path.append(optimizer.param_groups[0]["lr"])
    return path


def plateau(values, **options):
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
    scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    path = []
    for value in values:
        scheduler.step(value)
        path.append(optimizer.param_groups[0]["lr"])
    return path


def clipped(clip):
    w, b = start()
    loss_at(1, w, b).backward()
    norm = clip([w, b])
    return {"norm": None if norm is None else norm.item(), "gradients": numbers(w.grad, b.grad)}


steps = {
    "SGD": lambda p: optim.SGD(p, lr=0.1),
    "SGD, weight decay": lambda p: optim.SGD(p, lr=0.1, weight_decay=0.2),
    "SGD, momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    "SGD, momentum, dampening": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.3),
    "SGD, Nesterov, weight decay": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.2),
    "AdaGrad": lambda p: optim.Adagrad(p, lr=0.1),
    "AdaGrad, decays": lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.5, weight_decay=0.2),
    "AdaDelta": lambda p: optim.Adadelta(p, lr=0.5),
    "AdaDelta, weight decay": lambda p: optim.Adadelta(p, lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.2),
    "RMSProp": lambda p: optim.RMSprop(p, lr=0.1),
    "RMSProp, centered, momentum, weight decay": lambda p: optim.RMSprop(p, lr=0.1, centered=True, momentum=0.9, weight_decay=0.2),
    "Adam": lambda p: optim.Adam(p, lr=0.1),
    "Adam, weight decay": lambda p: optim.Adam(p, lr=0.1, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.2),
    "Adam, amsgrad": lambda p: optim.Adam(p, lr=0.1, betas=(0.5, 0.6), amsgrad=True),
    "AdamW": lambda p: optim.AdamW(p, lr=0.1),
    "AdamW, weight decay": lambda p: optim.AdamW(p, lr=0.1, weight_decay=0.3),
    "NAdam": lambda p: optim.NAdam(p, lr=0.1),
    "NAdam, weight decay": lambda p: optim.NAdam(p, lr=0.1, momentum_decay=0.1, weight_decay=0.2),
    "RAdam": lambda p: optim.RAdam(p, lr=0.1),
    # With a short memory the adaptive rate sets in at the second step.
    "RAdam, short memory, weight decay": lambda p: optim.RAdam(p, lr=0.1, betas=(0.9, 0.9), weight_decay=0.2),
}

schedules = {
    "stepDecay": rates(lambda o: optim.lr_scheduler.StepLR(o, 3, gamma=0.5), 8),
    "multiStepDecay": rates(lambda o: optim.lr_scheduler.MultiStepLR(o, [2, 5], gamma=0.5), 8),
    "exponentialDecay": rates(lambda o: optim.lr_scheduler.ExponentialLR(o, 0.9), 8),
    "cosineDecay": rates(lambda o: optim.lr_scheduler.CosineAnnealingLR(o, 8, eta_min=0.1), 8),
    "cosineDecay, restarts": rates(lambda o: optim.lr_scheduler.CosineAnnealingWarmRestarts(o, 2, T_mult=2, eta_min=0.1), 10),
    "linearWarmUp": rates(lambda o: optim.lr_scheduler.LinearLR(o, start_factor=0.25, total_iters=4), 8),
    "linearWarmUp, then exponentialDecay": rates(
        lambda o: optim.lr_scheduler.SequentialLR(
            o, [optim.lr_scheduler.LinearLR(o, start_factor=0.25, total_iters=4), optim.lr_scheduler.ExponentialLR(o, 0.5)], [4]
        ),
        8,
    ),
    "oneCycle": rates(lambda o: optim.lr_scheduler.OneCycleLR(o, 0.5, total_steps=10), 9),
    "oneCycle, linear": rates(lambda o: optim.lr_scheduler.OneCycleLR(o, 0.5, total_steps=10, pct_start=0.5, anneal_strategy="linear", div_factor=10, final_div_factor=100), 9),
}

values = [3, 2, 2, 2, 1.99999, 2, 1, 1, 1, 1, 1, 1]
print(
    json.dumps(
        {
            "source": f"test/optim/pytorch.py, PyTorch {torch.__version__.split('+')[0]}",
            "steps": {name: three_steps(make) for name, make in steps.items()},
            "lbfgs": {
                "LBFGS": lbfgs_steps(lr=0.5, max_iter=4),
                "LBFGS, short history": lbfgs_steps(lr=1, max_iter=6, history_size=2),
                "LBFGS, few evaluations": lbfgs_steps(lr=0.8, max_iter=6, max_eval=3),
            },
            "lbfgsFit": lbfgs_fit(),
            "averages": averages(),
            "schedules": schedules,
            "plateaus": {
                "min": plateau(values, factor=0.5, patience=1),
                "min, cooldown": plateau(values, factor=0.5, patience=1, cooldown=2, min_lr=0.3),
                "max": plateau([4 - v for v in values], mode="max", factor=0.5, patience=2),
            },
            "clipping": {
                "norm": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5)),
                "norm not reached": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 100)),
                "norm 1": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5, norm_type=1)),
                "norm 3": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5, norm_type=3)),
                "norm Infinity": clipped(lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5, norm_type=float("inf"))),
                "value": clipped(lambda p: torch.nn.utils.clip_grad_value_(p, 0.7)),
            },
        }
    )
)
