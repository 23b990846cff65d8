"""The control surface: on Live's main thread, ten times a second, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import Live
from ableton.v2.control_surface import ControlSurface

from .listener import Listener, Refused
from .placing import place
from .settings import CONNECTION_FILE

if TYPE_CHECKING:
    from .listener import Fields


class Tonekiln(ControlSurface):
    """Listens for letters as long as Live runs it."""

    def __init__(self, c_instance: object) -> None:
        super().__init__(c_instance)
        self._listener = Listener(CONNECTION_FILE, {"ping": self._ping, "place": self._place})
        self._listener.start()
        self.log_message("Tonekiln listens")
        self.schedule_message(1, self._tick)

    def disconnect(self) -> None:
        """Live ends, or another script was chosen."""
        self._listener.stop()
        super().disconnect()

    def _tick(self) -> None:
        self._listener.serve_waiting()
        self.schedule_message(1, self._tick)

    def _ping(self, _request: Fields) -> Fields:
        return {"daw": "Live", "version": self.application.get_version_string()}

    def _place(self, request: Fields) -> Fields:
        self.song.begin_undo_step()
        try:
            return place(self.song, request, Live.Clip.WarpMarker)
        except Refused:
            raise
        except Exception as error:  # Live raises plain RuntimeErrors
            self.log_message(f"Tonekiln: {error}")
            raise Refused(str(error)) from error
        finally:
            self.song.end_undo_step()
