"""What an artist composes before pressing Submit: which outputs, which frames, which settings. No Qt, no server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import Problem, SettingsError
from ..submission.planning.scene import Host, HostPlan, Output, SceneState
from ..submission.sending.own_jobs import OwnJobs
from ..submission.settings import preset_files
from ..submission.settings.layers import SCENE, SettingOrigin, apply_layers
from ..submission.settings.values import BY_KEY, Settings
from . import setups, unsent
from .attempt import SubmissionRequest
from .output_rows import OutputRow, UnusableFrames, row
from .read_host import ReadHost
from .sent_before import SentBefore, settings_of
from .setups import Setup

SCENE_OWN = ("job_name", "output_frames")
"""What belongs to one scene only: no preset keeps or changes it."""

OF_FILES = ("executable", "jobs", "snapshot", "snapshot_folder", "submit_on_save", "worker_folder")
"""Settings that mean nothing to what has no scene file, a mere command."""


class DraftState(NamedTuple):
    """All that an artist can change of a draft, at one moment."""

    values: Mapping[str, Any]
    frames: Mapping[str, UnusableFrames]
    chosen: frozenset[str]
    preset: str


class Draft:
    """Read from a host on its main thread; everything else may be asked anywhere.

    `own` is what was sent of it while it was open.
    `wrong` holds, by key, sentences about what was typed and cannot be used: such a key keeps its last good value.
    `unusable_frames` holds, by the output's name, what was typed for its frames and names none. While one of the two
    holds anything nothing is sent (`refusal`).
    """

    def __init__(self, host: Host, host_plan: HostPlan) -> None:
        """Read the scene and what is stored in it; all outputs are chosen when the artist has selected none.

        Raises:
            AfError: the host did not give what was asked of it.
        """
        self.host, self.host_plan = host, host_plan
        self.scene: SceneState = host.scene()
        self.outputs: Sequence[Output] = host.outputs()
        self.preset = self.setup = ""
        self.own = OwnJobs()
        self.wrong: dict[str, str] = {}
        self.unusable_frames: dict[str, UnusableFrames] = {}
        self.problems: Sequence[Problem] = ()
        self._usual: Mapping[str, SettingOrigin] = {}
        self.values: dict[str, Any] = {}
        self.setups: dict[str, Setup] = {}
        self._take_kept()
        self._base = dict(self.values)
        there = [output.id for output in self.outputs]
        selected = set(host.selected()) & set(there)
        self.chosen: set[str] = selected or set(there)

    # The scene

    def read_again(self) -> str:
        """Read the scene as it is now; a sentence when that is not what the artist saw, else "".

        What was chosen and changed stays where it still means something.

        Raises:
            AfError: the host did not give what was asked of it.
        """
        before, chosen = self.scene.path, [output for output in self.outputs if output.id in self.chosen]
        self.scene, self.outputs = self.host.scene(), self.host.outputs()
        there = {output.id for output in self.outputs}
        self.chosen &= there
        names = {output.name for output in self.outputs}
        self.unusable_frames = {name: one for name, one in self.unusable_frames.items() if name in names}
        if before and self.scene.path != before:
            self._keep_unsent(before)
            self._take_kept()
            self._base = dict(self.values)
            self.take_unsent()
            self.chosen = there
            return f"Another scene is open now: {self.scene.name}. Look at what is chosen, then press Submit."
        gone = [output.name for output in chosen if output.id not in there]
        if gone:
            return f"The scene no longer has {', '.join(gone[:5])}. Look at what is chosen, then press Submit."
        return ""

    def _take_kept(self) -> None:
        kept = self.host.load_settings()
        self.setups, self.setup = setups.of(kept), ""
        self.take_values(setups.without(kept))

    # Closing and undoing

    def keep_unsent(self) -> None:
        """Keep in the state folder what was typed and is not in the scene, for the next dialog over it."""
        if not self.scene.title:
            self._keep_unsent(self.scene.path)

    def _keep_unsent(self, scene: str) -> None:
        frames = {name: one.text for name, one in self.unusable_frames.items()}
        if self.values == self._base and not frames:
            unsent.forget(self.host.name, scene)
            return
        base, values = Settings(self._base).stored(), Settings(self.values).stored()
        unsent.keep(self.host.name, scene, unsent.Unsent(base, values, frames))

    def take_unsent(self) -> bool:
        """Take up what was kept of this scene; False where there is nothing."""
        kept = unsent.load(self.host.name, self.scene.path, Settings(self._base).stored())
        if kept is None or self.scene.title:
            return False
        self.take_values(kept.values)
        for output in self.outputs:
            if output.name in kept.frames:
                self.set_frames(output, str(kept.frames[output.name]))
        return True

    def state(self) -> DraftState:
        """What the artist has made of it."""
        return DraftState(dict(self.values), dict(self.unusable_frames), frozenset(self.chosen), self.preset)

    def set_state(self, state: DraftState) -> None:
        """Be again as then; what was typed since and cannot be used is gone."""
        self.values, self.unusable_frames = dict(state.values), dict(state.frames)
        self.preset, self.setup = state.preset, ""
        self.chosen = {output.id for output in self.outputs} & state.chosen
        self.wrong.clear()

    # Settings

    @property
    def keys(self) -> Sequence[str]:
        """The settings that mean something to this host and that nobody hides, in the schema's order."""
        name = self.host.name
        return [
            key
            for key, setting in BY_KEY.items()
            if not self._usual[key].is_hidden
            and (not setting.hosts or name in setting.hosts)
            and not (self.scene.title and key in OF_FILES)
        ]

    def get(self, key: str) -> Any:
        """The value that counts."""
        usual = self._usual[key]
        return usual.value if usual.is_locked else self.values.get(key, usual.value)

    @property
    def settings(self) -> Mapping[str, Any]:
        """The values that count, of every setting."""
        return {key: self.get(key) for key in BY_KEY}

    def usual(self, key: str) -> SettingOrigin:
        """The value without what the scene or the artist says, where it is from, and who locks it."""
        return self._usual[key]

    def is_changed(self, key: str) -> bool:
        """Whether it differs from the usual, or was typed and cannot be used."""
        return key in self.wrong or self.get(key) != self._usual[key].value

    def set(self, key: str, value: Any) -> None:
        """Take over a value. What cannot be used is kept in `wrong`."""
        try:
            checked = BY_KEY[key].checked(value)
        except SettingsError as error:
            self.set_wrong(key, str(error))
            return
        self.wrong.pop(key, None)
        self.values[key] = checked
        if checked == self._usual[key].value:
            del self.values[key]

    def set_wrong(self, key: str, sentence: str) -> None:
        """What is typed for `key` cannot be used: `sentence`, of a SettingsError, says why."""
        label = BY_KEY[key].label
        self.wrong[key] = f"{label}{sentence[len(key) :]}" if sentence.startswith(key) else sentence

    def reset(self, key: str) -> None:
        """As it usually is."""
        self.wrong.pop(key, None)
        self.values.pop(key, None)

    def reset_all(self) -> None:
        """Every setting as it usually is, those of the scene's own included."""
        self.take_values({key: value for key, value in self.values.items() if key not in BY_KEY})
        self.preset = ""

    def take_values(self, values: Mapping[str, Any]) -> None:
        """Begin anew with these settings; what of them cannot be used is passed over, with a problem."""
        found = apply_layers({}, scene=values)
        self._usual = apply_layers().origins
        self.problems = [problem for problem in found.problems if problem.where.startswith(SCENE)]
        self.values = {**found.settings.unknown}
        self.values.update((key, one.value) for key, one in found.origins.items() if one.source == SCENE)
        self.values = {key: value for key, value in self.values.items() if not self._is_usual(key, value)}
        self.wrong.clear()
        self.unusable_frames.clear()

    def take_sent(self, sent: SentBefore) -> list[str]:
        """Begin anew with what a job was sent with; gives the outputs of then that are not there any more.

        When none of them is left, what is chosen stays.
        """
        return self._begin_with(settings_of(sent), sent.outputs)

    def _begin_with(self, settings: Mapping[str, Any], outputs: Sequence[str]) -> list[str]:
        self.take_values({**{key: one for key, one in self.values.items() if key not in BY_KEY}, **settings})
        self.preset = self.setup = ""
        there = {output.id for output in self.outputs}
        self.chosen = set(outputs) & there or self.chosen
        return [one for one in outputs if one not in there]

    def _is_usual(self, key: str, value: Any) -> bool:
        return key in self._usual and self._usual[key].value == value

    # Set-ups

    def take_setup(self, name: str) -> list[str]:
        """Begin anew with the outputs and settings of that set-up; gives those of its outputs that are not there."""
        one = self.setups[name]
        gone, self.setup = self._begin_with(one.settings, one.outputs), name
        return gone

    def keep_setup(self, name: str) -> None:
        """Keep what is chosen and set under this name inside the scene; raises AfError where that cannot be."""
        name = setups.checked_name(name)
        self._put_setups({**self.setups, name: Setup(name, self._ids(), Settings(self.values).stored())})
        self.setup = name

    def rename_setup(self, name: str, to: str) -> None:
        """Call that set-up `to`, in the scene too; raises as `keep_setup`, and where another one has that name."""
        self._put_setups(setups.renamed(self.setups, name, to))
        self.setup = to.strip() if self.setup == name else self.setup

    def remove_setup(self, name: str) -> None:
        """Forget the set-up of this name, in the scene too; raises as `keep_setup`."""
        self._put_setups({key: one for key, one in self.setups.items() if key != name})
        self.setup = self.setup if self.setup != name else ""

    def _put_setups(self, found: dict[str, Setup]) -> None:
        """Set-ups alone are kept: settings that were not sent stay where they are."""
        setups.put(self.host, found)
        self.setups = found

    # Presets

    def take_preset(self, name: str) -> None:
        """Every setting as the preset says, or else as usual; what belongs to this scene alone stays.

        Raises:
            SettingsError: it cannot be read.
        """
        loaded = preset_files.load(name)
        kept = {key: value for key, value in self.values.items() if key in SCENE_OWN or key not in BY_KEY}
        self.take_values({**loaded, **kept})
        self.preset = name

    def save_preset(self, name: str) -> None:
        """Keep what differs from the usual as a preset of this user.

        Raises:
            SettingsError: the name cannot be used, or the file cannot be written.
        """
        preset_files.save(name, {key: value for key, value in self.values.items() if key not in SCENE_OWN})
        self.preset = name

    # Outputs

    def rows(self) -> list[OutputRow]:
        """The outputs as a table shows them."""
        settings = {"output_frames": self.get("output_frames"), "frames": self.get("frames")}
        unusable, chosen = self.unusable_frames, self.chosen
        return [row(one, settings, unusable.get(one.name), is_chosen=one.id in chosen) for one in self.outputs]

    def selected(self) -> Sequence[str]:
        """Ids of the outputs that are selected in the application now. Asks the host."""
        return self.host.selected()

    def choose(self, ids: Sequence[str], *, is_chosen: bool) -> None:
        """Render these outputs, too, or not."""
        self.chosen = self.chosen | set(ids) if is_chosen else self.chosen - set(ids)

    def set_frames(self, output: Output, text: str) -> None:
        """Frames for this output alone; "" for those of all. What names none is kept in `unusable_frames`."""
        frames_by_output = {name: frames for name, frames in self.get("output_frames").items() if name != output.name}
        if text.strip() and text.strip() != str(output.frames):
            frames_by_output[output.name] = text.strip()
        self.unusable_frames.pop(output.name, None)
        try:
            self.set("output_frames", BY_KEY["output_frames"].checked(frames_by_output))
        except SettingsError as error:
            self.unusable_frames[output.name] = UnusableFrames(text, str(error).partition(": ")[2] or str(error))

    # What is sent

    def request(self) -> SubmissionRequest:
        """What is sent now. Reads the host again, on its main thread.

        Raises:
            AfError: the host did not give what was asked of it.
        """
        return SubmissionRequest(self.host, self.host_plan, self.values, self._ids(), own=self.own)

    def preview_request(self) -> SubmissionRequest:
        """The request of what was read before, for a preview. Usable on any thread, with a draft that `copy` gave."""
        host = ReadHost(self.host.name, self.scene, self.outputs)
        return SubmissionRequest(host, self.host_plan, self.values, self._ids(), own=self.own)

    def copy(self) -> Draft:
        """A draft that stays as this one is now."""
        copied = object.__new__(Draft)
        copied.__dict__.update(self.__dict__, values=dict(self.values), chosen=set(self.chosen), wrong=dict(self.wrong))
        copied.unusable_frames = dict(self.unusable_frames)
        return copied

    def refusal(self) -> str:
        """Why nothing can be sent because of what was typed, "" when all of it can be used."""
        frames = (f"{name}: {one.sentence}" for name, one in self.unusable_frames.items() if self._is_chosen(name))
        return next(iter(self.wrong.values()), "") or next(frames, "")

    def _is_chosen(self, name: str) -> bool:
        return any(output.name == name and output.id in self.chosen for output in self.outputs)

    def draft_problems(self) -> Sequence[Problem]:
        """What was typed and cannot be used, and what the scene held and cannot be used."""
        frames = [
            Problem("error", name, one.sentence) for name, one in self.unusable_frames.items() if self._is_chosen(name)
        ]
        return [*(Problem("error", key, text) for key, text in self.wrong.items()), *frames, *self.problems]

    def store(self) -> None:
        """Keep the settings inside the scene, to be saved with it.

        Raises:
            AfError: the host could not.
        """
        self.host.store_settings(setups.laid(Settings(self.values).stored(), self.setups.values()))
        self._base = dict(self.values)

    def _ids(self) -> Sequence[str]:
        return [output.id for output in self.outputs if output.id in self.chosen]
