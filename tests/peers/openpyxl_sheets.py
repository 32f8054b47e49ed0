#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""openpyxl, another implementation of workbooks, reads what `cardea assess sheet export` writes, and we read what it saves.

usage: openpyxl_sheets.py BIN PRODUCTS      BIN: the folder of the built programs
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import openpyxl

BIN, PRODUCTS = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
DEADLINE_S = 60


def sheet(*words):
    return subprocess.run([BIN / "cardea", "assess", "sheet", *map(str, words)], check=False, capture_output=True, text=True, timeout=DEADLINE_S)


class Workbooks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return pathlib.Path(self.folder.name) / name

    def exported(self, product, name="exported.xlsx"):
        done = sheet("export", "--declaration", PRODUCTS / product / "product.toml", "--out", self.path(name))
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.path(name)

    def imported(self, workbook, name):
        done = sheet("import", workbook, "--out", self.path(name))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return self.path(name).read_text(encoding="utf-8")

    def test_what_we_write_is_read_with_its_types(self):
        workbook = openpyxl.load_workbook(self.exported("speaker"))
        self.assertEqual(workbook.sheetnames[:3], ["ICS", "product", "AuthMech"])
        self.assertEqual(len(workbook.sheetnames), 32)
        ics = [[cell.value for cell in row] for row in workbook["ICS"].iter_rows()]
        self.assertEqual(ics[0], ["provision", "title", "status", "support", "details", "vacuous", "evidence"])
        self.assertEqual(len(ics), 69)
        self.assertEqual([row[2] for row in ics if row[0] == "5.1-1"], ["M C (1)"])
        interfaces = [[cell.value for cell in row] for row in workbook["Intf"].iter_rows()]
        port, debug, status = (interfaces[0].index(name) for name in ("port", "debug_interface", "status"))
        ports = [row[port] for row in interfaces[1:] if row[port] is not None]
        self.assertTrue(ports and all(isinstance(value, int) for value in ports))
        self.assertTrue(all(isinstance(row[debug], bool) for row in interfaces[1:]))
        self.assertIn("factory_default\ninitializing\ninitialized", [row[status] for row in interfaces[1:]])

    def test_no_cell_is_a_formula(self):
        workbook = openpyxl.load_workbook(self.exported("hub"))
        kinds = {cell.data_type for page in workbook for row in page.iter_rows() for cell in row}
        self.assertLessEqual(kinds, {"s", "n", "b", "inlineStr"})

    def test_the_same_declaration_gives_the_same_bytes(self):
        self.assertEqual(self.exported("hub", "a.xlsx").read_bytes(), self.exported("hub", "b.xlsx").read_bytes())

    def test_what_it_saves_is_the_same_declaration(self):
        for product in ("speaker", "hub"):
            first = self.exported(product, f"{product}.xlsx")
            openpyxl.load_workbook(first).save(self.path(f"{product}-saved.xlsx"))
            saved = self.imported(self.path(f"{product}-saved.xlsx"), f"{product}-saved.toml")
            self.assertEqual(saved, self.imported(first, f"{product}.toml"))

    def test_what_is_changed_there_is_changed_here(self):
        workbook = openpyxl.load_workbook(self.exported("speaker"))
        for row in workbook["product"].iter_rows():
            if row[0].value == "version":
                row[1].value = "9.9.9"
        workbook.save(self.path("changed.xlsx"))
        self.assertIn('version = "9.9.9"\n', self.imported(self.path("changed.xlsx"), "changed.toml"))

    def test_a_formula_is_refused_with_its_cell_and_nothing_is_written(self):
        workbook = openpyxl.load_workbook(self.exported("speaker"))
        workbook["Intf"]["C4"] = '=CONCATENATE("net","work")'
        workbook.save(self.path("formula.xlsx"))
        done = sheet("import", self.path("formula.xlsx"), "--out", self.path("formula.toml"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("Intf!C4: this cell holds a formula", done.stderr)
        self.assertFalse(self.path("formula.toml").exists())

    def test_a_file_that_is_there_is_not_written_over(self):
        first = self.exported("hub")
        done = sheet("export", "--declaration", PRODUCTS / "hub" / "product.toml", "--out", first)
        self.assertEqual(done.returncode, 2)
        self.assertIn("exists already", done.stderr)


if __name__ == "__main__":
    unittest.main()
