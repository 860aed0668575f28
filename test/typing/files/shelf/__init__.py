from . import large, small
from .tables import MODELS, create, grid
