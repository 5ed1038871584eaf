"""Executes a notebook with the kernel that it names: execute.py <notebook> <result>."""

import sys
from pathlib import Path
from queue import Empty

import nbformat
from jupyter_client.utils import ensure_async
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbclient.util import run_sync


class PatientClient(NotebookClient):
    """Deno's kernel may send a result after it said that it is idle: front ends take it, nbclient stops listening before."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        while True:
            try:
                message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=0.5))
            except Empty:
                return
            if message["parent_header"].get("msg_id") == parent_msg_id:
                self.process_message(message, cell, cell_index)


source, result = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
client = PatientClient(notebook, timeout=300, record_timing=False, resources={"metadata": {"path": str(Path(source).parent)}})
try:
    run_sync(client.async_execute)()
except CellExecutionError as error:
    sys.exit(str(error))
nbformat.write(notebook, result)
