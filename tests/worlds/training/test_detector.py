"""What the detector learns from: labels of bodies, not of loads; goods in safety colours; the same batch for the same step."""

import numpy as np
import pytest
import torch

from worlds.audit.detector import Detector, DetectorNetwork
from worlds.training.dataset import SetRecipe
from worlds.training.detector import _paste, cells_of, evaluate_detector, focal_loss, make_batch
from worlds.training.detector_set import CARRIED, Labelled, make_pictures, read_pictures, safety_coloured
from worlds.training.scenes import generate_hall


@pytest.fixture(scope="module")
def shaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shaded")
    make_pictures(SetRecipe(3000, 1, 2, 1), folder, lambda _: None, traced=False)
    return read_pictures(folder)


def test_a_cell_is_what_any_of_its_pixels_is_and_small_agents_weigh_more():
    kinds, agents = np.zeros((1, 32, 32), np.uint8), np.zeros((1, 32, 32), np.uint8)
    kinds[0, 0:4, 0:4], agents[0, 0:4, 0:4] = 1, 1  # 4 cells
    kinds[0, 16:32, 16:32], agents[0, 16:32, 16:32] = 2, 2  # 64 cells
    kinds[0, 8:10, 0:2] = CARRIED
    kinds[0, 12, 0], agents[0, 12, 0] = 1, 3  # a quarter of a cell
    kind, weight = cells_of(agents, kinds)
    assert (kind[0, :2, :2] == 1).all()
    assert (kind[0, 8:, 8:] == 2).all()
    assert weight[0, 0, 0] > 1.5 * weight[0, 10, 10]
    assert weight[0, 4, 0] == 0  # a load is neither right nor wrong
    assert weight[0, 6, 0] == 0  # nor is an edge


def test_pictures_hold_who_is_where(shaded):
    assert shaded.pictures.shape == (2, 144, 256, 3)
    assert ((shaded.agents > 0) == np.isin(shaded.kinds, (1, 2))).all()
    assert (shaded.agents > 0).any()


def test_some_goods_wear_the_colours_of_jackets_and_nothing_else_changes():
    changed = 0
    for number in range(6):
        scene = generate_hall(number).scene
        coloured = safety_coloured(scene, number)
        assert [p.id for p in coloured.parts] == [p.id for p in scene.parts]
        for name, mesh in scene.meshes.items():
            for old, new in zip(mesh.primitives, coloured.meshes[name].primitives, strict=True):
                assert np.array_equal(old.vertices_m, new.vertices_m)
                changed += old.material.base_color != new.material.base_color
    assert changed > 10


def test_a_batch_follows_from_its_step(shaded):
    first, again, other = (make_batch((shaded, shaded), step, 0.5) for step in (3, 3, 4))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first[0], other[0])


def test_the_loss_is_small_for_what_is_right_and_large_for_what_is_wrong():
    kind = torch.zeros(1, 4, 4, dtype=torch.int64)
    kind[0, :2] = 1
    right = 8.0 * torch.nn.functional.one_hot(kind, 3).permute(0, 3, 1, 2)
    weight = torch.ones(1, 4, 4)
    assert focal_loss(right, kind, weight) < 1e-4
    assert focal_loss(-right, kind, weight) > 1


def test_evaluation_counts_by_the_rules_of_the_audit(shaded):
    """A detector that answers with the truth misses nobody; one that finds nobody misses all."""
    truth = iter(cells_of(shaded.agents, shaded.kinds)[0])

    class Knows(Detector):
        def decide(self, _scores):
            return next(truth)

    class Blind(Detector):
        def decide(self, _scores):
            return np.zeros((72, 128), np.uint8)

    network = DetectorNetwork(4)
    assert evaluate_detector(Knows(network, {}), shaded)["recall"] == 1.0
    blind = evaluate_detector(Blind(network, {}), shaded)
    assert (blind["recall"], blind["invented_per_picture"]) == (0.0, 0.0)
    assert blind["agents"] > 0


def test_the_guide_shows_the_scene_with_nobody_in_it(shaded):
    """Where nobody is, its colours explain the picture; where somebody is, they do not."""
    plain = np.sqrt(np.clip(shaded.pictures / 255.0, 0, 1) ** 2.2)  # roughly linear, then as the guide has it
    guide = shaded.guides[:, :3].transpose(0, 2, 3, 1) / 255.0
    apart = np.abs(plain - guide).mean(axis=-1)
    assert apart[shaded.kinds > 0].mean() > 1.5 * apart[shaded.kinds == 0].mean()
    assert len(np.unique(shaded.guides[:, 3])) > 20  # the size of a metre falls with the distance


def test_pasted_pieces_are_nobody_and_the_guide_does_not_know_of_them(shaded):
    for seed in range(20):
        crop = [shaded.pictures[0], shaded.agents[0], shaded.kinds[0], shaded.guides[0]]
        before = [array.copy() for array in crop]
        _paste(np.random.default_rng(seed), crop, shaded)
        changed = (crop[0] != before[0]).any(axis=-1)
        assert (crop[2][changed] == 0).all()
        assert np.array_equal(crop[3], before[3])
        assert np.array_equal(shaded.pictures[0], before[0])


def test_openvino_scores_as_pytorch_does(shaded):
    torch.manual_seed(2)
    network = DetectorNetwork(8)
    for parameter in network.parameters():  # zeros at the start would hide every mistake behind them
        torch.nn.init.normal_(parameter, std=0.12)
    guide = shaded.guides[0].astype(np.float32) / 255
    x = np.concatenate([shaded.pictures[0].transpose(2, 0, 1) / 255, guide]).astype(np.float32)
    with torch.inference_mode():
        expected = network(torch.from_numpy(x)[None])[0].numpy()
    assert expected.std() > 0.1
    assert np.allclose(Detector(network, {}, "f32").scores(shaded.pictures[0], guide), expected, rtol=1e-3, atol=1e-3)


def test_a_folder_without_pictures_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no pictures"):
        read_pictures(tmp_path)


def test_labelled_rows_stay_together(shaded):
    one: Labelled = shaded.take(slice(1, 2))
    assert np.array_equal(one.pictures[0], shaded.pictures[1])
