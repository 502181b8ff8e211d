"""The array types of the kit."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
"""Numbers of any shape."""

Vector = NDArray[np.float64]
"""A point of the screen in scene units, shape ``(3,)``, or several, shape ``(n, 3)``."""
