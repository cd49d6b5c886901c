"""Colours as the encoder takes them: BT.601, limited range, worked out by hand."""

import numpy as np
import pytest

from worlds.video import yuv420


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (82, 90, 240)),
        ((0, 255, 0), (144, 54, 34)),
        ((0, 0, 255), (41, 240, 110)),
    ],
)
def test_primaries_have_the_values_of_the_standard(rgb, yuv):
    planes = yuv420(np.full((4, 6, 3), rgb, np.uint8)).reshape(-1)
    assert (planes[:24] == yuv[0]).all()
    assert (planes[24:30] == yuv[1]).all()
    assert (planes[30:] == yuv[2]).all()


def test_brightness_is_of_each_pixel_and_colour_of_four():
    picture = np.zeros((2, 2, 3), np.uint8)
    picture[0, 1] = (255, 0, 0)
    planes = yuv420(picture).reshape(-1)
    assert planes[:4].tolist() == [16, 82, 16, 16]
    assert planes[4:].tolist() == [119, 156]  # a quarter of the way from grey to red's
