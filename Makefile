# make paper: everything, from the font to results/paper.pdf
# make check: lint, format and the quick tests, before a commit    make test: every check
# They make a virtual environment in .venv from the pinned requirements on first use.
PYTHON ?= python3
CORES ?= all
TESTERS ?= 2
BIN := .venv/bin
# So many processes share the files of tests among them, those that take long first.
PYTEST := $(BIN)/pytest --numprocesses $(TESTERS) --dist loadfile --no-loadscope-reorder

.PHONY: paper check test clean

paper: .venv/run
	$(BIN)/snakemake --cores $(CORES)
	@echo "The paper:    results/paper.pdf"
	@echo "Its pictures: results/figures/fig07.png first: drawings, coloured in"
	@echo "The rest:     results/README.md says what lies where"

check: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(PYTEST) -m "not slow" tests/unit tests/workflow/test_docs.py tests/workflow/test_files.py

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint
	$(PYTEST)

.venv/run: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch $@

.venv/test: .venv/run requirements-dev.txt
	$(BIN)/pip install --quiet --requirement requirements-dev.txt
	touch $@

# Optional: CAX, for `snakemake benchmark` to compare with.
.venv-cax: requirements-cax.txt
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --requirement requirements-cax.txt
	touch $@

# What was made; checkpoints of unfinished trainings too.
clean:
	rm -rf results/* logs .snakemake
	git checkout --quiet -- results
