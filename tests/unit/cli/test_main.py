"""The command as a function: statuses, and one line or one object for every error."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tonekiln.cli import main as command
from tonekiln.home import Home


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("TONEKILN_HOME", str(tmp_path / "home"))


def test_nothing_typed_shows_the_commands(capsys):
    with pytest.raises(SystemExit) as end:
        command.main([])
    assert end.value.code == 0
    assert "generate" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "status"), [(["frob"], 2), (["cancel"], 2), (["status"], 1), (["stop"], 0)]
)
def test_statuses(typed, status, capsys):
    assert command.main(typed) == status
    out, err = capsys.readouterr()
    assert (out + err).count("\n") == 1


@pytest.mark.parametrize("typed", [["frob", "--json"], ["cancel", "--json"], ["status", "--json"]])
def test_an_error_is_one_json_object_where_json_was_asked_for(typed, capsys):
    assert command.main(typed) > 0
    out, err = capsys.readouterr()
    assert set(json.loads(out)) == {"error"}
    assert err == ""


def test_an_interrupted_command_says_so(monkeypatch, capsys):
    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "parser", interrupt)
    assert command.main(["status"]) == 130
    assert capsys.readouterr().err == "tonekiln: interrupted\n"


def test_the_install_record_is_written_once(capsys):
    command.main(["stop"])
    record = Home.find().install_record
    facts = json.loads(record.read_text())
    assert set(facts) == {"python", "args", "version"}
    assert facts["args"][:3] == ["-m", "tonekilnd", "serve"]
    written = record.stat().st_mtime_ns
    command.main(["stop"])
    assert record.stat().st_mtime_ns == written
    record.write_text("{}")
    command.main(["stop"])
    assert json.loads(record.read_text()) == facts


def test_a_home_that_is_a_file_is_no_traceback(tmp_path, capsys):
    (tmp_path / "home").write_text("")
    assert command.main(["status"]) == 1
    assert capsys.readouterr().err.startswith("tonekiln: ")


@pytest.mark.parametrize("option", ["--seconds", "--bpm", "--swing"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999"])
def test_a_preset_is_not_saved_without_the_number_it_was_given(
    tmp_path, capsys, option, value
) -> None:
    """JSON has no such numbers, so it was saved as if none had been said."""
    assert command.main(["presets", "save", "Mine", "words", f"{option}={value}"]) == 1
    assert f"{option[2:]} must be a finite number" in capsys.readouterr().err
    assert not (tmp_path / "home" / "presets").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("typed", [["ps"], ["ps", "--json"]])
def test_an_answer_that_finds_no_room_is_one_sentence(typed) -> None:
    """As with `> FILE` on a full disk."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "tonekiln", *typed],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "No space left on device" in ended.stderr


def test_ctrl_c_while_the_commands_are_being_read_is_one_line(tmp_path) -> None:
    """An embedded Python, as Windows' tests have, reads no PYTHONPATH."""
    (tmp_path / "platformdirs.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    run = (
        f"import runpy, sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv[1:] = ['status']; "
        "runpy.run_module('tonekiln', run_name='__main__')"
    )
    ended = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "tonekiln: interrupted\n")
