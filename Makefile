# Two commands from nothing: `make score` (your own report: make score FILE=report.json) and `make test`.
FILE ?= cases/everything-wrong/wrong-k-sample.json
ARGS ?=
PYTHON ?= python3
BIN := .venv/bin

.PHONY: score test lint schema golden accuracy localise mended profile bench bench-full documents batch likeness province recall lock licences audit package mutation kills differential metamorphic fuzz digests elsewhere api-fuzz clean load

score: .venv/runtime
	@$(BIN)/compliance score $(ARGS) "$(FILE)" || test $$? -eq 1

test: .venv/development lint
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

schema: .venv/development
	$(BIN)/python -m engine.schemas schema
	$(BIN)/python -m web.workbench.api schema/compliance-api-1.json

# The interface for programs: whatever is sent, no error of ours, and every answer as its document says; a quarter of an hour.
api-fuzz: .venv/development
	COMPLIANCE_API_FUZZ=$${COMPLIANCE_API_FUZZ:-200} .ci/with-postgresql $(BIN)/python -m pytest tests/test_bench_api_fuzz.py

# What the reporters make of a sample, to be looked at in a diff: see tests/golden/README.md.
golden: .venv/development
	RENEW_GOLDEN=1 $(BIN)/python -m pytest tests/test_golden.py tests/test_html_report.py -k looked_at

# How many figures of scans are read right; some minutes.
accuracy: .venv/development
	$(BIN)/python -m benchmarks.accuracy

# Defects put into clean reports: which of them the rules find; under a minute.
recall: .venv/development
	$(BIN)/python -m benchmarks.recall

# Near-copies among 100,000 texts: how many are found, how long it takes; some minutes.
likeness: .venv/development
	$(BIN)/python -m benchmarks.likeness
	$(BIN)/python -m benchmarks.copies

# A synthetic province of 3,000 units: whether all that was put in is found, and nothing else; under a minute.
province: .venv/development
	$(BIN)/python -m benchmarks.province

# durable-rules, the reference matcher and a judge that tries every way, on all cases and N random rulebooks with
# random facts (PAIR=4711 shows one of them); half an hour, and where it was stopped it goes on.
differential: N = 100000
differential: .venv/development
	$(BIN)/python -m benchmarks.differential $(if $(PAIR),--pair $(PAIR),$(N))

# What changes of a report must leave as it was, on all cases and 1,000 random reports; half an hour.
metamorphic: .venv/development
	$(BIN)/python -m tests.metamorphic 1000

# The digests of what the commands make of a made-up province, to compare this machine with others: renew them for a release.
digests: .venv/development
	$(BIN)/python -m tests.digests --renew

# The same on another machine, an emulated aarch64, and whether they are the same (ten minutes; see tests/digests/elsewhere.py).
elsewhere: .venv/development
	$(BIN)/python -m tests.digests.elsewhere

# How often wrong figures are found by the sums, and how fast.
localise: .venv/development
	$(BIN)/python -m benchmarks.localise

# Ten broken reports of cases/: what is wrong, the repair, and what is left when it is made.
mended: .venv/development
	$(BIN)/python -m benchmarks.mended

# Where the time of one score and of a start goes, written into docs/performance.md; under a minute.
profile: .venv/development
	$(BIN)/python -m benchmarks.profile

# Speed beside other rule engines, written into docs/performance.md; some minutes, bench-full a quarter of an hour.
bench: .venv/contest
	$(BIN)/python -m benchmarks

# How many Word files, web pages, PDF files and workbooks a second.
documents: .venv/development
	$(BIN)/python -m benchmarks.documents

# The versions that are installed, with their digests (locks/); UPGRADE=--upgrade takes newer ones. Asks the package index.
lock: .venv/development
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m supply.lock $(UPGRADE)

# docs/licences.md: what is installed under which licence, checked against supply/licences.toml.
licences: .venv/development
	$(BIN)/python -m supply.licences

# Is anything that is locked known to be vulnerable? Asks the package index, or AUDIT_DB=all.zip, a dump of OSV advisories.
AUDITOR := .venv/auditor/bin/pip-audit
audit: .venv/development $(if $(AUDIT_DB),,$(AUDITOR))
	@$(BIN)/python -m supply.audit $(if $(AUDIT_DB),--database "$(AUDIT_DB)",--auditor $(AUDITOR))

$(AUDITOR): locks/audit.txt
	@$(BIN)/python -m venv .venv/auditor
	@.venv/auditor/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r locks/audit.txt

# dist/: sdist and wheel, installed into an empty environment and tried outside of the checkout.
package: .venv/development
	sh .ci/package

# Would a test notice if a line of the engine were wrong? N mutants, drawn; hours (docs/mutation.md).
mutation: N ?= 100
mutation: .venv/development
	nice $(BIN)/python -m benchmarks.mutation $(N)

bench-full: .venv/contest
	$(BIN)/python -m benchmarks --full

# Whole runs: rate and memory of 1,000 and 10,000 reports (N="1000 100000" for others), with one and two processes.
batch: N ?= 1000 10000
batch: .venv/development
	$(BIN)/python -m benchmarks.batch $(N)

# Hostile input made by machine, for every place where strangers' bytes come in (docs/fuzzing.md); goes on where it ended.
fuzz: MINUTES ?= 10
fuzz: .venv/fuzzing
	$(BIN)/python -m fuzz --minutes $(MINUTES) $(ARGS)

# The workbench's server killed in mid-upload and in mid-decision, twenty times: nothing that it confirmed is lost.
kills: .venv/development
	ba.ci/with-postgresql sh -c '$(BIN)/python -m benchmarks.kills 20 sqlite && $(BIN)/python -m benchmarks.kills 20 postgresql'

LOCKED := pyproject.toml .ci/install $(wildcard locks/*.txt)

# The workbench while 50 clerks hand in and 200 readers look at the standings, for a minute (needs wrk; DATABASE=URL for another).
UNITS ?= 3000
load: .venv/development
	$(BIN)/python -m benchmarks.load --pause 5 --units $(UNITS) $(if $(DATABASE),--database $(DATABASE))

.venv/runtime: $(LOCKED)
	@PYTHON="$(PYTHON)" sh .ci/install runtime
	@touch $@

.venv/development: $(LOCKED)
	@PYTHON="$(PYTHON)" sh .ci/install runtime extras development
	@touch $@ .venv/runtime

.venv/contest: $(LOCKED)
	@PYTHON="$(PYTHON)" sh .ci/install runtime extras development contest
	@touch $@ .venv/development .venv/runtime

.venv/fuzzing: $(LOCKED)
	@PYTHON="$(PYTHON)" sh .ci/install runtime extras development fuzz
	@touch $@ .venv/development .venv/runtime

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
