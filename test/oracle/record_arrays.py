"""Records small files in the formats of CIFAR-100 (a pickle of arrays) and NumPy, as Python writes them."""
import pathlib
import pickle

import numpy

HERE = pathlib.Path(__file__).parent
images = numpy.stack([numpy.arange(3072) % 64, numpy.arange(3072) % 64 + 64]).astype('uint8')
batch = {'data': images, 'fine_labels': [7, 99], 'coarse_labels': [1, 2], 'filenames': ['a', 'b']}


def python2(value):
    """Protocol 2 with text as byte strings, as in the files that can be downloaded."""
    class Pickler(pickle._Pickler):
        def save_bytes(self, value):
            size = len(value)
            head = b'U' + bytes([size]) if size < 256 else b'T' + size.to_bytes(4, 'little')
            self.write(head + bytes(value))

        def save_str(self, value):
            self.save_bytes(value.encode('latin1'))

        dispatch = {**pickle._Pickler.dispatch, bytes: save_bytes, str: save_str}

    import io
    stream = io.BytesIO()
    Pickler(stream, 2).dump(value)
    return stream.getvalue()


for version, data in (('py2', python2(batch)), ('py3', pickle.dumps(batch, 4))):
    folder = HERE / 'cifar' / version / 'cifar-100-python'
    folder.mkdir(parents=True, exist_ok=True)
    for name in ('train', 'test'):
        (folder / name).write_bytes(data)
numpy.savez_compressed(
    HERE / 'numpy/floats.npz',
    x=(numpy.arange(12) / 2).reshape(2, 1, 2, 3).astype('float32'),
    y=numpy.array([1, 0]),
)
