"""Import of a million rows with all checks, beside pandas.read_csv of the same file.

    python -m benchmarks.bench_import [--rows 1000000] [--runs 3]

Quartier: open, recognise the columns, match the units, read marks and markers, check every value, look for rows that
stand twice, compare totals. pandas: numbers parsed, codes as text, nothing checked. Each in a process of its own;
seconds of work without the start of Python and the import of libraries, CPU seconds, largest resident memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.common import ROOT, scratch, table

UNITS = 5_000
FRAME = """
import json, resource, sys, time
from pathlib import Path
{imports}
start, cpu = time.perf_counter(), time.process_time()
{work}
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
assert found == ({rows}, {total}), found
print(json.dumps([seconds, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
PANDAS = """
frame = pd.read_csv(sys.argv[1], sep=";", decimal=",", dtype={{"{unit}": str, "{period}": str}})
found = len(frame), int(frame["{value}"].sum())
"""
QUARTIER = """
workbook = open_table(Path(sys.argv[1]).read_bytes(), "big.csv")
proposal = recognise(workbook.shown[0], context)
staged = apply(workbook, proposal.mapping, context)
assert proposal.complete and staged.publishable, (proposal.questions, staged.problems[:3])
(observations,) = staged.observations
found = len(observations.frame), int(observations.frame["value"].sum())
"""
IMPORTS = """
import pandas as pd
import pyarrow.compute, pyarrow.csv
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.text import Text
from quartier.sources.tables import Context, KnownIndicator, apply, open_table, recognise
units = pd.DataFrame({"code": [f"{i:05d}" for i in range(5000)], "name": [f"Viertel {i}" for i in range(5000)]})
known = KnownIndicator("residents", Text("Einwohner"), IndicatorKind.COUNT, decimals=0)
context = Context({("quarter", "2020"): units}, (known,))
"""
PLAIN, OWN = "a supplier's table", "Quartier's own long table"
COLUMNS = {PLAIN: ("Schlüssel", "Jahr", "Einwohner"), OWN: ("Code", "Zeitbezug", "Wert")}


def make(kind: str, rows: int, folder: Path) -> tuple[Path, int]:
    """A CSV of `rows` rows and the sum of its values."""
    rng = np.random.default_rng(1)
    values = rng.integers(0, 4000, rows)
    target = folder / f"{'own' if kind == OWN else 'plain'}.csv"
    months = [f"{2000 + m // 12}-{m % 12 + 1:02d}" for m in range(rows // UNITS)]
    keys = ((f"{unit:05d}", month) for month in months for unit in range(UNITS))
    with target.open("w", encoding="utf-8-sig") as file:
        if kind == PLAIN:
            file.write("Schlüssel;Name;Jahr;Einwohner\n")
            file.writelines(f"{c};Viertel {int(c)};{m};{v}\n" for (c, m), v in zip(keys, values.tolist(), strict=True))
        else:
            head = "Indikator;Raumebene;Gebietsstand;Code;Name;Zeitbezug;Merkmale;Wert;Zähler;Nenner;Untergrenze;"
            file.write(f"{head}Obergrenze;Angabe;Hinweise;Geheimhaltung\n")
            file.writelines(
                f'"residents";"quarter";"2020";"{c}";"Viertel {int(c)}";"{m}";"";"{v}";;;;;"Wert vorhanden";"";"frei"\n'
                for (c, m), v in zip(keys, values.tolist(), strict=True)
            )
    return target, int(values.sum())


def measure(code: str, file: Path, runs: int) -> list[float]:
    """Least seconds, CPU seconds and memory of some runs."""
    found = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, "-c", code, str(file)], check=True, capture_output=True, cwd=ROOT)
        found.append(json.loads(done.stdout))
    return [min(column) for column in zip(*found, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000, help=f"a multiple of {UNITS}")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    rows = [("table", "reader", "seconds", "CPU s", "MB", "times the CPU")]
    with scratch() as folder:
        for kind, (unit, period, value) in COLUMNS.items():
            file, total = make(kind, asked.rows, folder)
            known = {"rows": asked.rows, "total": total}
            plain = FRAME.format(
                imports="import pandas as pd", work=PANDAS.format(unit=unit, period=period, value=value), **known
            )
            ours = FRAME.format(imports=IMPORTS, work=QUARTIER, **known)
            base, own = measure(plain, file, asked.runs), measure(ours, file, asked.runs)
            for name, got in (("pandas.read_csv", base), ("Quartier, all checks", own)):
                ratio = f"{got[1] / base[1]:.1f}"
                rows.append((kind, name, f"{got[0]:.2f}", f"{got[1]:.2f}", f"{got[2]:.0f}", ratio))
    table(f"{asked.rows:,} rows", rows)


if __name__ == "__main__":
    main()
