# One lme4 process that fits on demand: reads the name of a model per line, answers with the CPU seconds that its fit took, then a
# line per quantity. Ends with its input. The data are lme4's own InstEval, written to the folder given for the other side to read.
suppressMessages(library(lme4))
data(InstEval)
folder <- commandArgs(trailingOnly = TRUE)[1]
write.csv(InstEval[c("s", "d", "dept", "service", "y")], file.path(folder, "insteval.csv"), row.names = FALSE, quote = FALSE)
models <- list(
  two = y ~ 1 + (1 | s) + (1 | d),
  three = y ~ service + (1 | s) + (1 | d) + (1 | dept:service)
)
cat("ready", as.character(packageVersion("lme4")), R.version$major, R.version$minor, basename(dirname(extSoftVersion()["BLAS"])), "\n")
input <- file("stdin", "r")
while (length(name <- readLines(input, 1)) > 0) {
  gc(FALSE)
  before <- proc.time()
  fit <- lmer(models[[name]], InstEval)
  taken <- proc.time() - before
  cat(taken[["user.self"]] + taken[["sys.self"]], format(REMLcrit(fit), digits = 15), "\n")
}
