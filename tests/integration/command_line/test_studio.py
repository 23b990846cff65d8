"""What else is typed while a daemon runs: jobs, engines, the library, presets, the doctor."""

from __future__ import annotations

from pathlib import Path

from tests.patience import PATIENCE_SECONDS


class TestJobs:
    def test_a_job_is_cancelled_from_elsewhere(self, studio, waiting_job):
        process, job = waiting_job
        assert studio.ask("cancel", job) == {"job": job, "stopped": True}
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 130
        assert "cancelled" in errors
        assert not studio.ask("cancel", job)["stopped"]

    def test_a_job_nobody_knows(self, studio):
        assert studio.ask("cancel", "no-such", status=1)["error"]["code"] == "not_found"


class TestEngines:
    def test_list_names_licences_and_what_to_do(self, studio):
        done = studio.type("list")
        assert "CC-BY-NC 4.0 (non-commercial)" in done.stdout
        assert "to-pull: tonekiln pull to-pull" in done.stdout
        assert "clicks" in {engine["name"] for engine in studio.ask("list")["engines"]}

    def test_load_pin_and_unload_show_in_ps(self, studio):
        assert studio.ask("load", "clicks")["engine"]["readiness"] == "warm"
        assert studio.ask("pin", "clicks")["engine"]["pinned"]
        assert "clicks" in studio.type("ps").stdout
        assert not studio.ask("pin", "clicks", "--off")["engine"]["pinned"]
        assert studio.ask("unload", "clicks")["engine"]["readiness"] == "on_disk"
        assert "clicks" not in [engine["engine"] for engine in studio.ask("ps")["warm"]]

    def test_an_engine_nobody_knows(self, studio):
        assert studio.ask("load", "no-such", status=1)["error"]["code"] == "unknown_engine"


class TestLibrary:
    def test_every_clip_is_listed(self, studio):
        document = studio.ask("library")
        assert len(document["clips"]) == document["total"] >= 1
        assert "dusty-drums_84bpm_Am_2bars" in studio.type("library").stdout

    def test_clips_are_found_by_words_key_and_tempo(self, studio):
        search = ("library", "search", "DUSTY", "--key", "a minor", "--bpm-min", "80")
        assert [clip["prompt"] for clip in studio.ask(*search)["clips"]] == ["dusty drums"]
        assert studio.ask(*search, "--bpm-max", "83")["clips"] == []

    def test_a_clip_is_shown_exported_pinned_and_removed_by_the_start_of_its_id(
        self, studio, tmp_path
    ):
        clip = studio.ask("generate", "to be removed", "--bars", "1")["clips"][0]
        short = clip["clip_id"][:9]
        details = studio.ask("library", "show", short)
        assert details["plan"]["prompt"] == "to be removed"
        assert details["file_exists"]
        exported = Path(studio.ask("library", "export", short, f"{tmp_path}/")["out"])
        assert exported.read_bytes() == Path(clip["path"]).read_bytes()
        assert studio.ask("library", "export", short, str(exported), status=1)["error"]["hint"]
        assert studio.ask("library", "pin", clip["name"])["clip"]["pinned"]
        studio.ask("library", "rm", short, status=1)
        assert Path(clip["path"]).exists()
        studio.ask("library", "pin", short, "--off")
        assert studio.ask("library", "rm", short)["removed"] == [clip["clip_id"]]
        assert not Path(clip["path"]).exists()
        assert studio.ask("library", "show", short, status=1)["error"]["code"] == "not_found"

    def test_a_name_that_may_be_several_clips_is_not_guessed(self, studio):
        studio.ask("generate", "x", "--bars", "1", "--variations", "2")
        error = studio.ask("library", "rm", "", status=1)["error"]
        assert error["code"] == "invalid_request"


class TestPresets:
    def test_a_preset_of_ones_own_is_saved_shown_and_used(self, studio):
        studio.ask(
            *("presets", "save", "Evening", "slow clicks", "--bars", "1", "--bpm", "90"),
            *("--engine", "clicks", "--tag", "mellow"),
        )
        listed = studio.ask("presets", "list", "mellow")["presets"]
        assert [row["preset"]["name"] for row in listed] == ["Evening"]
        assert studio.ask("presets", "show", "evening")["preset"]["words"] == "slow clicks"
        (clip,) = studio.ask("generate", "--preset", "Evening")["clips"]
        assert (clip["bpm"], clip["bars"], clip["engine"]) == (90.0, 1, "clicks")
        assert "slow clicks" in clip["prompt"]

    def test_files_are_validated_without_a_daemon(self, fresh, tmp_path):
        good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
        good.write_text('[[preset]]\nname = "A"\nwords = "pad"\n')
        bad.write_text('[[preset]]\nname = "B"\n')
        assert fresh.ask("presets", "validate", str(good)) == {"problems": []}
        (problem,) = fresh.ask("presets", "validate", str(good), str(bad), status=1)["problems"]
        assert (problem["path"], problem["line"]) == (str(bad), 1)
        assert fresh.type("presets", "validate").returncode == 0


class TestDoctor:
    def test_devices_precisions_and_engines_are_told_without_a_daemon(self, fresh):
        details = [check["detail"] for check in fresh.ask("doctor")["checks"]]
        assert any(d.startswith("audiocraft: computes on ") for d in details) or any(
            d.startswith("audiocraft: not installed") for d in details
        )
        assert any(d.startswith("musicgen-small: ") for d in details)
        assert sum(d.startswith("sketch: ") for d in details) == 1

    def test_settings_come_with_their_origin(self, fresh):
        fresh.home.root.mkdir(mode=0o700)
        fresh.home.config_file.write_text("queue_limit = 7\n")
        rows = {row["name"]: row for row in fresh.ask("doctor")["settings"]}
        assert (rows["queue_limit"]["value"], rows["queue_limit"]["origin"]) == (7, "file")
        assert rows["default_engine"]["origin"] == "environment"
        assert rows["port"]["origin"] == "default"

    def test_a_running_daemon_is_asked(self, studio):
        checks = studio.ask("doctor")["checks"]
        assert [check for check in checks if not check["ok"]] == []
        assert any("answers in" in check["detail"] for check in checks)

    def test_a_broken_setting_is_bad_news(self, fresh):
        fresh.home.root.mkdir()
        fresh.home.config_file.write_text("queue_limit = [\n")
        done = fresh.type("doctor")
        assert done.returncode == 1
        assert "BAD settings" in done.stdout
        assert str(fresh.home.config_file) in done.stdout

    def test_a_connection_file_open_to_others_is_bad_news(self, studio):
        studio.home.connection_file.chmod(0o644)
        bad = [check for check in studio.ask("doctor", status=1)["checks"] if not check["ok"]]
        studio.home.connection_file.chmod(0o600)
        assert [check["name"] for check in bad] == ["rights"]


def test_a_reader_that_goes_away_is_no_fault(studio):
    listing = studio.begin("library", "--json")
    listing.stdout.close()
    assert listing.stderr.read() == ""
    listing.stderr.close()
    assert listing.wait(PATIENCE_SECONDS) == 1
