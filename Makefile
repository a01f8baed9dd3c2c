# 清风课堂的动词。每个都能在一台新机器上直接运行。
PORT ?= 8888
# make install PYTHON=python3.12 可以换一个 Python
PYTHON ?= python3
BIN := .venv/bin

.PHONY: course present test check bench demo site notebooks lint lock schemas clean

course: ## 打开课程，按 Ctrl-C 停下
	@sh tools/setup.sh run "$(PYTHON)"
	@$(BIN)/qingfeng serve --port $(PORT)

present: ## 现场课：打开放映的清单
	@sh tools/setup.sh run "$(PYTHON)"
	@$(BIN)/qingfeng present --port $(PORT)

test: ## 装好要用的东西，跑完全部测试
	@sh tools/setup.sh test "$(PYTHON)"
	@sh tools/test.sh

check: ## 查内容和代码
	@sh tools/setup.sh test "$(PYTHON)"
	@$(BIN)/qingfeng check
	@$(MAKE) --no-print-directory lint

lint:
	@$(BIN)/ruff check src tests tools
	@$(BIN)/ruff format --check src tests tools
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: ## 量一量快慢，都是同一次运行里的比值
	@sh tools/setup.sh test "$(PYTHON)"
	@$(BIN)/python -m tests.bench

demo: ## 造一个五人的示范班
	@sh tools/setup.sh run "$(PYTHON)"
	@$(BIN)/qingfeng demo

site: ## 写出不用服务器的网页，放在 site/
	@sh tools/setup.sh run "$(PYTHON)"
	@$(BIN)/qingfeng site site

notebooks: ## 运行所有笔记本并保存结果
	@sh tools/setup.sh run "$(PYTHON)"
	@$(BIN)/qingfeng notebooks

schemas: ## 由代码写出给编辑器用的 JSON Schema
	@$(BIN)/qingfeng schemas

lock: ## 重新锁定依赖（只在改了 pyproject.toml 以后）
	@sh tools/lock.sh
