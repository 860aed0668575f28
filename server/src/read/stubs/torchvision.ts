/**
 * torchvision's data sets and transforms as far as sizes go, in Python for the interpreter. They stand in
 * for the real modules, installed or not: those read images, of which nothing is known without running.
 * Sizes: https://pytorch.org/vision/stable/datasets.html
 */

export const DATASETS = `
import torch

class _Image:
    """A picture that was not loaded: channels, height, width; None where the file decides."""
    def __init__(self, channels, height, width):
        self.channels, self.height, self.width = channels, height, width

    def resized(self, height, width):
        return _Image(self.channels, height, width)

def _names(count):
    return [str(torch.rand(1)) for _ in range(count)]

class VisionDataset(torch.utils.data.Dataset):
    shape = (3, None, None)
    # As many as there are folders, or as the files say.
    classes = list(range(int(torch.rand(1))))
    class_to_idx = {name: name for name in classes}

    def __init__(self, root=None, *args, transform=None, target_transform=None, transforms=None, **kwargs):
        self.root = root
        self.transform = transform
        self.target_transform = target_transform

    def __getitem__(self, index):
        image = _Image(*self.shape)
        if self.transform is not None:
            image = self.transform(image)
        return image, int(torch.rand(1))

    def __len__(self):
        return int(torch.rand(1))

class _Positional(VisionDataset):
    """The second place is \`train\` (or a split), the third the transform."""
    def __init__(self, root=None, train=True, transform=None, target_transform=None, download=False, **kwargs):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train

class MNIST(_Positional):
    shape = (1, 28, 28)
    classes = _names(10)
    class_to_idx = {name: i for i, name in enumerate(classes)}
class FashionMNIST(MNIST): pass
class KMNIST(MNIST): pass
class QMNIST(MNIST): pass
class EMNIST(VisionDataset):
    shape = (1, 28, 28)
class USPS(_Positional):
    shape = (1, 16, 16)
class CIFAR10(_Positional):
    shape = (3, 32, 32)
    classes = _names(10)
    class_to_idx = {name: i for i, name in enumerate(classes)}
class CIFAR100(CIFAR10):
    classes = _names(100)
    class_to_idx = {name: i for i, name in enumerate(classes)}
class SVHN(_Positional):
    shape = (3, 32, 32)
class STL10(VisionDataset):
    shape = (3, 96, 96)
    classes = _names(10)
class ImageFolder(VisionDataset):
    def __init__(self, root=None, transform=None, target_transform=None, *args, **kwargs):
        super().__init__(root, transform=transform, target_transform=target_transform)
class DatasetFolder(VisionDataset): pass
class ImageNet(VisionDataset): pass
class CelebA(VisionDataset):
    shape = (3, 218, 178)
class Flowers102(VisionDataset): pass
class Food101(VisionDataset): pass
class OxfordIIITPet(VisionDataset): pass
class Caltech101(VisionDataset): pass
class Caltech256(VisionDataset): pass
class FakeData(VisionDataset):
    def __init__(self, size=1000, image_size=(3, 224, 224), num_classes=10, transform=None, target_transform=None, **kwargs):
        super().__init__(transform=transform, target_transform=target_transform)
        self.shape = image_size
`;

export const TRANSFORMS = `
import torch

def _pair(size):
    if isinstance(size, int):
        return size, size
    if len(size) == 1:
        return size[0], size[0]
    return size[0], size[1]

def _with_size(image, height, width):
    if isinstance(image, torch.Tensor):
        return torch.zeros(*image.shape[:-2], height, width)
    return image.resized(height, width)

def _size_of(image):
    if isinstance(image, torch.Tensor):
        return image.shape[-2], image.shape[-1]
    return image.height, image.width

class Compose:
    def __init__(self, transforms):
        self.transforms = transforms
    def __call__(self, image):
        for transform in self.transforms:
            image = transform(image)
        return image

class _Same:
    """Changes colours, or the picture within its size."""
    def __init__(self, *args, **kwargs):
        pass
    def __call__(self, image):
        return image

class Normalize(_Same): pass
class RandomHorizontalFlip(_Same): pass
class RandomVerticalFlip(_Same): pass
class ColorJitter(_Same): pass
class RandomErasing(_Same): pass
class RandomAffine(_Same): pass
class RandomPerspective(_Same): pass
class GaussianBlur(_Same): pass
class AutoAugment(_Same): pass
class RandAugment(_Same): pass
class TrivialAugmentWide(_Same): pass
class AugMix(_Same): pass
class RandomApply(_Same): pass
class RandomGrayscale(_Same): pass
class RandomAdjustSharpness(_Same): pass
class RandomAutocontrast(_Same): pass
class RandomEqualize(_Same): pass
class RandomInvert(_Same): pass
class RandomSolarize(_Same): pass
class RandomPosterize(_Same): pass
class ElasticTransform(_Same): pass
class ToPILImage(_Same): pass
class ConvertImageDtype(_Same): pass

class RandomRotation:
    def __init__(self, degrees, interpolation=None, expand=False, *args, **kwargs):
        self.expand = expand
    def __call__(self, image):
        return _with_size(image, None, None) if self.expand else image

class ToTensor:
    def __call__(self, image):
        if isinstance(image, torch.Tensor):
            return image
        return torch.zeros(image.channels, image.height, image.width)
class PILToTensor(ToTensor): pass
class ToImage(ToTensor): pass

class Resize:
    def __init__(self, size, *args, **kwargs):
        self.size = size
    def __call__(self, image):
        if not isinstance(self.size, int) and len(self.size) == 2:
            return _with_size(image, self.size[0], self.size[1])
        short = self.size if isinstance(self.size, int) else self.size[0]
        height, width = _size_of(image)
        if height is None or width is None:
            return _with_size(image, None, None)
        if height <= width:
            return _with_size(image, short, short * width // height)
        return _with_size(image, short * height // width, short)
class Scale(Resize): pass

class CenterCrop:
    def __init__(self, size, *args, **kwargs):
        self.size = _pair(size)
    def __call__(self, image):
        return _with_size(image, *self.size)
class RandomCrop(CenterCrop): pass
class RandomResizedCrop(CenterCrop): pass
class RandomSizedCrop(CenterCrop): pass

class Pad:
    def __init__(self, padding, *args, **kwargs):
        self.padding = padding
    def __call__(self, image):
        height, width = _size_of(image)
        if height is None:
            return image
        p = self.padding
        left, top, right, bottom = (p, p, p, p) if isinstance(p, int) else (p[0], p[1], p[0], p[1]) if len(p) == 2 else p
        return _with_size(image, height + top + bottom, width + left + right)

class Grayscale:
    def __init__(self, num_output_channels=1):
        self.channels = num_output_channels
    def __call__(self, image):
        if isinstance(image, torch.Tensor):
            return torch.zeros(self.channels, *image.shape[-2:])
        gray = image.resized(image.height, image.width)
        gray.channels = self.channels
        return gray

class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd
    def __call__(self, image):
        return self.lambd(image)

def __getattr__(name):
    # What is not stood in for is the installed package's own.
    import torchvision.transforms.transforms as own
    import torchvision.transforms.autoaugment as more
    return getattr(own, name) if hasattr(own, name) else getattr(more, name)
`;
