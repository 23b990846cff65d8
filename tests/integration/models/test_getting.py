"""Engines got through the daemon, from a hub on loopback: no command, no terminal."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
import zmq
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.integration.models.getting_engines import ENGINE, LICENCE, large_repo, states
from tests.integration.models.test_models_pull import repos_of, wait_until
from tests.tiny_checkpoints import hub
from tests.tiny_checkpoints.stand_in_hub import StandInHub, serving

from tonekiln.client.connection import read_connection
from tonekiln.home import Home
from tonekiln.protocol import (
    EngineJobState,
    EngineProgress,
    Failure,
    GetEngine,
    Readiness,
    TokenPlace,
    decode,
    encode,
)
from tonekiln.protocol.errors import (
    Cancelled,
    EngineUnavailable,
    LicenceNotAccepted,
    NotAllowed,
    NotFound,
    TokenNeeded,
    UnknownEngine,
)
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.getting.licences import digest_of, licence_text


def test_an_engine_is_got_by_two_and_removed_again(start) -> None:
    with serving(StandInHub(repos_of(ENGINE))) as served:
        running = start(served.url)
        with (
            running.client(timeout=PATIENCE_SECONDS) as client,
            running.client(timeout=PATIENCE_SECONDS) as other,
        ):
            before = next(row for row in client.engines().engines if row.name == ENGINE)
            assert (before.readiness, before.disk_bytes) == (Readiness.TO_PULL, 0)
            assert not served.asked
            with pytest.raises(LicenceNotAccepted) as asked:
                client.get_engine(ENGINE).accepted()
            assert "non-commercial" in asked.value.text
            assert row_of(ENGINE).licence.url in asked.value.text
            assert asked.value.bound == LICENCE
            getting = client.get_engine(ENGINE, licence=asked.value.bound)
            accepted = getting.accepted()
            assert (accepted.row.engine, accepted.joined) == (ENGINE, False)
            joined = other.get_engine(ENGINE)  # accepted for all of this home
            assert joined.accepted().joined
            assert {row.job for row in other.engine_jobs().jobs} == {getting.id, joined.id}
            seen = states(getting)
            assert seen[0] is EngineJobState.WEIGHTS
            ready = getting.result()
            assert ready.engine.readiness is Readiness.ON_DISK
            assert ready.engine.disk_bytes > 0
            assert joined.result().engine == ready.engine
            assert client.engine_jobs().jobs == ()
            again = client.get_engine(ENGINE).result()
            assert "already" in again.notes[0]
            removed = client.remove_engine(ENGINE)
            assert removed.freed_bytes == ready.engine.disk_bytes
            assert removed.engine.readiness is Readiness.TO_PULL
            with pytest.raises(NotFound):
                client.remove_engine(ENGINE)


def test_a_text_encoder_is_got_alone(start) -> None:
    """For weights in folders of one's own: it is no engine, and none is told of."""
    with serving(StandInHub({"google-t5/t5-base": hub.text_encoder()})) as served:
        running = start(served.url)
        with running.client(timeout=PATIENCE_SECONDS) as client:
            with pytest.raises(LicenceNotAccepted, match="t5-base") as asked:
                client.get_engine("t5-base").accepted()
            assert "Apache License 2.0" in asked.value.text
            ready = client.get_engine("t5-base", licence=asked.value.bound).result()
            assert ready.engine is None
            assert "t5-base" not in {row.name for row in client.engines().engines}
            assert client.engines().problems == ()
            assert "already" in client.get_engine("t5-base").result().notes[0]
            with pytest.raises(UnknownEngine):
                client.generate("pad", bpm="120", bars=1, engine="t5-base").result()


def test_a_pause_outlasts_a_killed_daemon_and_goes_on_where_it_stopped(start, tmp_path) -> None:
    content = large_repo(tmp_path / "large")
    repo = row_of(ENGINE).repo
    with serving(StandInHub({repo: tmp_path / "large"}, hold_after=22 * 2**20)) as served:
        running = start(served.url)
        with running.client(name="me", timeout=PATIENCE_SECONDS) as client:
            getting = client.get_engine(ENGINE, licence=LICENCE)
            shown = next(
                event.row
                for event in getting
                if event.row.state is EngineJobState.WEIGHTS and event.row.done_bytes >= 20 * 2**20
            )
            assert shown.of_bytes > 24 * 2**20
            client.pause_engine_job(getting.id)
            paused = next(e.row for e in getting if e.row.state is EngineJobState.PAUSED)
            assert paused.waits_for
        running.kill()
        served.hold_after = None
        served.let_go.set()
        running.start()
        with running.client(name="me", timeout=PATIENCE_SECONDS) as client:
            (row,) = client.engine_jobs().jobs
            assert (row.job, row.state) == (getting.id, EngineJobState.PAUSED)
            again = client.get_engine(ENGINE, licence=LICENCE, job=getting.id)
            assert again.accepted().row.state is EngineJobState.PAUSED
            client.continue_engine_job(getting.id)
            assert again.result().engine.readiness is Readiness.ON_DISK
    (resumed,) = served.ranges
    start_at = int(resumed.removeprefix("bytes=").removesuffix("-"))
    assert 20 * 2**20 <= start_at <= 22 * 2**20  # where it stopped, not from the beginning
    (blob,) = (tmp_path / "hf").rglob("snapshots/*/model.safetensors")
    assert blob.read_bytes() == content


def test_a_cancelled_job_ends_for_everyone_and_leaves_what_came(start, tmp_path) -> None:
    large_repo(tmp_path / "large")
    repo = row_of(ENGINE).repo
    with serving(StandInHub({repo: tmp_path / "large"}, hold_after=22 * 2**20)) as served:
        running = start(served.url)
        with (
            running.client(timeout=PATIENCE_SECONDS) as client,
            running.client(timeout=PATIENCE_SECONDS) as other,
        ):
            getting = client.get_engine(ENGINE, licence=LICENCE)
            joined = other.get_engine(ENGINE, licence=LICENCE)
            medium = digest_of(licence_text(row_of("musicgen-medium")))
            second = client.get_engine("musicgen-medium", licence=medium)
            assert ENGINE in second.accepted().row.waits_for
            assert served.held.wait(PATIENCE_SECONDS)
            parts = tmp_path / "hf"
            wait_until(lambda: any(p.stat().st_size for p in parts.rglob("*.part")))
            assert client.cancel_engine_job(second.id)
            with pytest.raises(Cancelled):
                second.result()
            assert other.cancel_engine_job(getting.id)
            for each in (getting, joined):
                with pytest.raises(Cancelled):
                    each.result()
            assert not client.cancel_engine_job(getting.id)
            assert client.remove_engine(ENGINE).freed_bytes > 0
            assert not list(parts.rglob("*.part"))
        served.let_go.set()


def test_what_is_refused_says_why(start, tmp_path) -> None:
    running = start("http://127.0.0.1:9")
    with running.client(timeout=PATIENCE_SECONDS) as client:
        with pytest.raises(EngineUnavailable, match="nothing to get for sketch"):
            client.get_engine("sketch").accepted()
        with pytest.raises(Exception, match="licence") as wrong:
            client.get_engine(ENGINE, licence="0" * 64).accepted()
        assert wrong.value.field == "licence"
        with pytest.raises(NotFound):
            client.pause_engine_job("no-such-job")
        getting = client.get_engine(ENGINE, licence=LICENCE)
        with pytest.raises(EngineUnavailable, match="could not be fetched"):
            getting.result()
        assert client.engine_jobs().jobs == ()
        # Told again to whoever missed the end.
        again = client.get_engine(ENGINE, job=getting.id)
        with pytest.raises(EngineUnavailable, match="could not be fetched"):
            again.result()
        empty = client.get_engine(ENGINE, folder=tmp_path)
        with pytest.raises(EngineUnavailable, match="holds no checkpoint"):
            empty.result()


def test_a_guest_may_generate_and_change_nothing(home, with_test_engines) -> None:
    public, secret = zmq.curve_keypair()
    flags = ("--warm=none-yet", f"--allowed-clients={public.decode()}")
    running = RunningDaemon(Home(home), flags).start()
    try:
        facts = read_connection(running.home.connection_file)
        with zmq.Context() as context, context.socket(zmq.DEALER) as guest:
            guest.linger = 0
            guest.routing_id = b"me"  # the owner's name, which is not the owner's key
            guest.curve_serverkey = facts.server_key.encode()
            guest.curve_publickey, guest.curve_secretkey = public, secret
            guest.connect(facts.endpoint)
            guest.send_multipart(encode(GetEngine(engine=ENGINE), id="a"))
            assert guest.poll(PATIENCE_SECONDS * 1000)
            answer = decode(guest.recv_multipart()).message
        assert isinstance(answer, Failure)
        assert isinstance(answer.exception(), NotAllowed)
        with (
            running.client(name="me", timeout=PATIENCE_SECONDS) as owner,
            pytest.raises(LicenceNotAccepted),
        ):
            owner.get_engine(ENGINE).accepted()
    finally:
        running.stop()


def everything_said(running: RunningDaemon, folder: Path) -> bytes:
    """Whatever was written, and what `ps` and the system show of the daemon's processes."""
    kept = running.home.token_file
    files = [path for path in folder.rglob("*") if path.is_file() and path != kept]
    texts = [path.read_bytes() for path in files]
    for process in running.processes():
        try:
            texts.append("\0".join(process.cmdline()).encode())
            texts.append(Path(f"/proc/{process.pid}/environ").read_bytes())
        except (psutil.Error, OSError):
            continue
    return b"\n".join(texts)


def test_a_token_opens_gated_weights_and_is_seen_nowhere(start, home, tmp_path) -> None:
    token = "hf_" + "SeenNowhere" * 3
    name = "stable-audio-open-small"
    gated = frozenset({row_of(name).repo})
    licence = digest_of(licence_text(row_of(name)))
    served = StandInHub(repos_of(name), gated=gated, token=token, piece_seconds=0.01)
    with serving(served):
        running = start(served.url, "--log-level=debug")
        with running.client(timeout=PATIENCE_SECONDS) as client:
            refused = client.get_engine(name, licence=licence)
            with pytest.raises(TokenNeeded) as needed:
                refused.result()
            assert needed.value.bound == row_of(name).page
            with pytest.raises(EngineUnavailable, match="keyring"):
                client.keep_token(token)
            assert client.engine_jobs().token is TokenPlace.NOWHERE
            state = client.keep_token(token, in_file=True)
            assert state.kept is TokenPlace.FILE
            kept = running.home.token_file
            assert kept.stat().st_mode & 0o777 == 0o600
            assert str(kept) in state.says
            getting = client.get_engine(name)
            looked = []
            for event in getting:
                if isinstance(event, EngineProgress) and event.row.done_bytes and not looked:
                    looked.append(everything_said(running, tmp_path))
            assert getting.result().engine.readiness is Readiness.ON_DISK
            looked.append(everything_said(running, tmp_path))
            assert len(looked) == 2
            assert not any(token.encode() in said for said in looked)
            assert client.forget_token().kept is TokenPlace.NOWHERE
