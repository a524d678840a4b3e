"""Every public name of the reference is here, with its arguments in its order and its defaults.

Facts: `afanasy/python/af.py`, `afcommon.py` and `afnetwork.py` of CGRU 3.4.1.
"""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest

COMPAT = Path(__file__).resolve().parents[3] / "core" / "af_compat"

JOB = """
__init__(jobname=None) setName(name) setUserName(username) setPriority(priority)
setCmdPre(command, TransferToServer=True) setCmdPost(command, TransferToServer=True)
setPostDeleteFiles(i_path, TransferToServer=True)
setFolder(i_name, i_folder, i_transferToServer=True) setPools(i_pools) tryTask(i_block, i_task)
setBranch(i_branch, i_transferToServer=True) fillBlocks() checkJob() send(verbose=False) setAnnotation(value)
setDescription(value) setProject(project) setDepartment(department) setWaitTime(value) setMaxRunningTasks(value)
setMaxRunTasksPerHost(value) setHostsMask(value) setHostsMaskExclude(value) setDependMask(value)
setDependMaskGlobal(value) setNeedOS(value) setNeedProperties(value) setNativeOS() setAnyOS() setPPApproval()
setMaintenance() setIgnoreNimby() setIgnorePaused() pause() setPaused() setOffline() offline() offLine()
setTimeLife(value) output(output_blocks=True)
"""
BLOCK = """
__init__(blockname='block', service='generic') setService(service, nocheck=False) setParser(parser, nocheck=False)
setNumeric(start=1, end=1, pertask=1, increment=1) setFramesPerTask(value) setSequential(value) setCapacity(capacity)
setVariableCapacity(capacity_coeff_min, capacity_coeff_max)
setWorkingDirectory(working_directory, TransferToServer=True)
setCommand(command, prefix=True, TransferToServer=True) setCmdPre(command_pre, TransferToServer=True)
setCmdPost(command_post, TransferToServer=True) setFiles(files, TransferToServer=True)
setEnv(i_name, i_value, i_transfer_to_server=True) addTicket(i_name, i_count) setName(value) setTasksName(value)
setParserCoeff(value) setErrorsAvoidHost(value) setErrorsForgiveTime(value) setErrorsRetries(value)
setErrorsTaskSameHost(value) setNeedHDD(value) setNeedMemory(value) setNeedGPUMemGB(value) setNeedCPUFreqGHz(value)
setNeedCPUCores(value) setNeedCPUFreqCores(value) setNeedPower(value) setDependSubTask() setTasksMaxRunTime(value)
setTaskMaxRunTime(value) setTaskMinRunTime(value) setTaskProgressChangeTimeout(value) setMaxRunningTasks(value)
setMaxRunTasksPerHost(value) setHostsMask(value) setHostsMaskExclude(value) setDependMask(value)
setTasksDependMask(value) setNeedProperties(value) skipThumbnails() skipExistingFiles(i_size_min=-1, i_size_max=-1)
checkRenderedFiles(i_size_min=-1, i_size_max=-1)
setMultiHost(h_min, h_max, h_max_wait, master_on_slave=False, service=None, service_wait=-1) setSlaveLostIgnore()
setTasksSuspended() fillTasks()
"""
TASK = """
__init__(taskname='') setName(name) setCommand(command, TransferToServer=True) setFiles(files, TransferToServer=True)
setEnv(i_name, i_value, i_transfer_to_server=True)
"""
CMD = """
__init__() getJobList(verbose=False, ids=None) deleteJob(jobName, verbose=False) deleteJobById(jobId, verbose=False)
stopJobById(jobId, verbose=False) jobOperationById(i_opration, i_id, i_verbose=False)
setJobState(jobId, state, verbose=False) getJobInfo(jobId, verbose=False) getJobProgress(jobId, verbose=False)
setBlockState(jobId, blockNum, state, taskIds=[], verbose=False) renderSetUserName(i_user_name) renderSetNimby()
renderSetNIMBY() renderSetFree() renderSetFreeUnpause() renderEjectTasks() renderEjectAndNIMBY() renderEjectNotMyTasks()
renderExit() monitorExit() monitorRegister() monitorChangeUid(monitorId, uid) monitorUnregister(monitorId)
monitorSubscribe(monitorId, classType) monitorEvents(monitorId) renderGetList(mask=None) renderGetId(i_id, i_mode=None)
renderGetResources() renderGetLocal() appendBlocks(jobId, blocks, verbose=False)
appendTasks(jobId, blockId, tasks, verbose=False) setJobPriorityById(jobId, priority, verbose=False)
"""
AFCOMMON = """
checkBlockFlag(i_flags, i_name) setBlockFlag(i_flags, i_name) checkJobFlag(i_flags, i_name) setJobFlag(i_flags, i_name)
fillNumbers(i_pattern, i_start, i_end) filterFileName(filename) splitPathsDifference(path_a, path_b)
patternFromPaths(path_a, path_b) patternFromStdC(path, verbose=False) patternFromDigits(path, verbose=False)
patternFromFile(path) timeWaitFromHM(i_hours, i_minutes)
"""
AFNETWORK = """
genHeader(i_data_size) sendServer(i_data, i_verbose=False, i_without_answer=False) disconnectSocket(i_sd)
"""


def signatures(text: str) -> list[str]:
    return [f"{part.strip()})" for part in " ".join(text.split()).split(")") if part.strip()]


def plain(function: Any) -> str:
    parameters = list(inspect.signature(function).parameters.values())
    return ", ".join(
        p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in parameters if p.name != "self"
    )


@pytest.mark.parametrize(
    ("kind", "text"),
    [("Job", JOB), ("Block", BLOCK), ("Task", TASK), ("Cmd", CMD)],
    ids=lambda value: value[:5].strip(),
)
def test_class_has_every_method_of_the_reference(af: Any, kind: str, text: str) -> None:
    wanted = signatures(text)
    assert len(wanted) > 4
    for signature in wanted:
        name = signature.partition("(")[0]
        assert f"{name}({plain(getattr(getattr(af, kind), name))})" == signature


@pytest.mark.parametrize(("name", "text"), [("afcommon", AFCOMMON), ("afnetwork", AFNETWORK)])
def test_helper_module_has_every_function_of_the_reference(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.syspath_prepend(str(COMPAT))
    module = importlib.import_module(name)
    for signature in signatures(text):
        function = getattr(module, signature.partition("(")[0])
        assert f"{function.__name__}({plain(function)})" == signature


def test_module_gives_the_facade_and_nothing_else(af: Any) -> None:
    import afsubmit.api

    assert af.__all__ == afsubmit.api.__all__
    assert {name for name in vars(af) if not name.startswith("_")} - {"annotations"} == set(af.__all__)


@pytest.mark.parametrize("name", ["Job", "Block", "Task", "Cmd"])
def test_every_public_method_says_what_it_does(af: Any, name: str) -> None:
    for method, function in inspect.getmembers(getattr(af, name), inspect.isfunction):
        assert method.startswith("_") or function.__doc__, method
