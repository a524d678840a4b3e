# ruff: noqa: D100
# Maya runs this at each start, in one `__main__` with all files of this name: nothing of ours may stay in it.


def _afsubmit_start():
    try:
        from maya import cmds

        if not cmds.about(batch=True):
            from af_maya import _hooks, _ui

            cmds.evalDeferred(lambda: _ui.start(_hooks), lowestPriority=True)
    except Exception as error:  # the files of this name that come after this one must run
        __import__("sys").stderr.write(f"afsubmit: the Afanasy menu was not made: {type(error).__name__}: {error}\n")


_afsubmit_start()
del _afsubmit_start
