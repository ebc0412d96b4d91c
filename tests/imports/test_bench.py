"""The benchmark of imports in little: its files are read in whole, and it says when memory grows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import imports


@pytest.mark.parametrize("ending", imports.FORMATS)
def test_its_files_are_read_in_whole(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"f.{ending}"
    imports.write(path, 40)
    assert imports.read_in(path, tmp_path) == 40


@pytest.mark.parametrize(("ratio", "code"), [(1.2, 0), (3.0, 1)])
def test_growing_memory_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], ratio: float, code: int) -> None:
    figures = {f"{name}_{rows}": 1.0 for rows in imports.SIZES for name in ("bytes", "peak_mb", "seconds")}
    monkeypatch.setattr(imports, "measure", lambda: [{"format": "csv", **figures, "ratio": ratio}])
    assert imports.main(["--json", str(tmp_path / "f.json")]) == code
    assert f"{ratio:.2f}" in capsys.readouterr().out
    assert (tmp_path / "f.json").exists()
