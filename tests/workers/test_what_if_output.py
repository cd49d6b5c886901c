"""The output folder appears whole or not at all."""

import json
import math

import pytest

from workers.what_if.output import FolderError, _without_nan, to_bytes, whole_folder, write_files


def test_a_new_folder_holds_every_file_when_the_block_ends(tmp_path):
    out = tmp_path / "deep" / "out"
    with whole_folder(out, force=False) as folder:
        write_files(folder, {"a.txt": b"1", "b.txt": b"2"})
        assert not out.exists()
    assert sorted(p.name for p in out.iterdir()) == ["a.txt", "b.txt"]
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_nothing(tmp_path, error):
    def fail():
        with whole_folder(tmp_path / "out", force=False) as folder:
            write_files(folder, {"a.txt": b"1"})
            raise error

    with pytest.raises(error):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_what_force_would_have_replaced(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "old.txt").write_text("old")

    def fail():
        with whole_folder(out, force=True):
            raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert [p.name for p in tmp_path.rglob("*.txt")] == ["old.txt"]


def test_a_folder_with_something_in_it_is_refused_and_replaced_only_by_force(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "old.txt").write_text("old")

    def refuse():
        with whole_folder(out, force=False):
            pytest.fail("the block must not run")

    with pytest.raises(FolderError):
        refuse()
    with whole_folder(out, force=True) as folder:
        write_files(folder, {"new.txt": b"1"})
    assert [p.name for p in tmp_path.rglob("*.txt")] == ["new.txt"]


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "out").write_text("")

    def refuse():
        with whole_folder(tmp_path / "out", force=True):
            pytest.fail("the block must not run")

    with pytest.raises(FolderError):
        refuse()


def test_json_says_null_where_a_figure_is_not_defined():
    assert json.loads(to_bytes(_without_nan({"a": [math.nan, (1.5, math.inf)], "b": "x"}))) == {
        "a": [None, [1.5, None]],
        "b": "x",
    }
