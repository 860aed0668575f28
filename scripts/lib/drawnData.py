"""Draws small data sets of every layout into the current folder: discs and squares on a noisy ground.

shapes/{train,test}/{images,masks}/0.png with classes.txt; the same in scenes.csv; sizes.csv, whose labels are radii;
grey/{disc,square}/0.png; arrays.npz with masks and arrays/ with two numbers an image.
"""
import csv
import os

import numpy
from PIL import Image

random = numpy.random.RandomState(0)
SIDE = 16


def drawn(i):
    """Picture (height × width × 3), mask (0 ground, 1 disc, 2 square, 255 their border) and radius."""
    y, x = numpy.mgrid[:SIDE, :SIDE]
    radius = random.uniform(3, 6)
    cx, cy = random.uniform(radius, SIDE - radius, 2)
    away = numpy.hypot(x - cx, y - cy) if i % 2 == 0 else numpy.maximum(abs(x - cx), abs(y - cy))
    mask = numpy.where(away < radius, 1 + i % 2, 0)
    mask[abs(away - radius) < 0.5] = 255
    picture = random.uniform(60, 120, (SIDE, SIDE, 3))
    picture[mask == 1 + i % 2] += [90, 0, 40] if i % 2 == 0 else [0, 90, 40]
    return picture.astype(numpy.uint8), mask.astype(numpy.uint8), radius


scenes, sizes, arrays = [], [], {'x_train': [], 'y_train': [], 'x_test': [], 'y_test': []}
numbers = {name: [] for name in arrays}
for part, count in ('train', 24), ('test', 12):
    for i in range(count):
        picture, mask, radius = drawn(i)
        image_file, mask_file = (f'shapes/{part}/{kind}/{i}.png' for kind in ('images', 'masks'))
        for file, values in (image_file, picture), (mask_file, mask):
            os.makedirs(os.path.dirname(file), exist_ok=True)
            Image.fromarray(values).save(file)
        scenes.append((image_file, mask_file, part))
        sizes.append((image_file, f'{radius:.4f}', part))
        arrays[f'x_{part}'].append(picture)
        arrays[f'y_{part}'].append(numpy.minimum(mask, 2))
        numbers[f'x_{part}'].append(picture)
        numbers[f'y_{part}'].append((radius / SIDE, mask.mean() / 255))
        grey = f'grey/{part}/{"square" if i % 2 else "disc"}/{i}.png'
        os.makedirs(os.path.dirname(grey), exist_ok=True)
        Image.fromarray(picture[:, :, 0]).save(grey)
with open('shapes/classes.txt', 'w') as file:
    file.write('ground\ndisc\nsquare\n')
for name, head, rows in ('scenes.csv', ('image', 'mask', 'split'), scenes), ('sizes.csv', ('file', 'label', 'split'), sizes):
    with open(name, 'w', newline='') as file:
        csv.writer(file).writerows([head, *rows])
with open('classes.txt', 'w') as file:
    file.write('ground\ndisc\nsquare\n')
numpy.savez('arrays.npz', **{name: numpy.array(values) for name, values in arrays.items()})
os.makedirs('arrays', exist_ok=True)
for name, values in numbers.items():
    numpy.save(f'arrays/{name}.npy', numpy.array(values, numpy.uint8 if name[0] == 'x' else numpy.float32))
