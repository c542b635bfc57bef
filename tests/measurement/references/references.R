# What lme4 finds for every model in models.csv, by restricted and by full maximum likelihood: written to fits.json.gz.
#
#     Rscript tests/measurement/references/references.R
#
# Needs R with lme4 and jsonlite (Debian: r-base-core, r-cran-lme4, r-cran-jsonlite). The search is told to be far more exact than by
# default, and begins at three places; the best counts.

suppressMessages({ library(lme4); library(jsonlite) })
given <- commandArgs(trailingOnly = FALSE)
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", given, value = TRUE))))

control <- lmerControl(
  optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 1e5), calc.derivs = FALSE,
  check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore", check.nobs.vs.rankZ = "ignore", check.conv.singular = "ignore"
)
criterion <- function(model) if (isREML(model)) REMLcrit(model) else as.numeric(-2 * logLik(model))
terms_of <- function(text) { found <- trimws(strsplit(text, "+", fixed = TRUE)[[1]]); found[nzchar(found)] }
inner <- function(term) sub("^num\\((.*)\\)$", "\\1", term)

fitted_by <- function(row, method) {
  effects <- terms_of(row$effects)
  fixed <- terms_of(row$fixed)
  data <- read.csv(gzfile(file.path(here, "data", paste0(row$data, ".csv.gz"))), colClasses = "character", na.strings = c("", "NA"))
  numbers <- c(row$rating, inner(grep("^num\\(", fixed, value = TRUE)))
  for (name in names(data)) {
    data[[name]] <- if (name %in% numbers) as.numeric(data[[name]]) else {
      levels <- unique(na.omit(data[[name]]))
      ordered <- if (all(grepl("^[0-9.]+$", levels))) levels[order(as.numeric(levels))] else sort(levels, method = "radix")
      factor(data[[name]], levels = ordered)
    }
  }
  formula <- as.formula(paste(row$rating, "~ 1", paste(c("", inner(fixed)), collapse = " + "), "+", paste0("(1 | ", effects, ")", collapse = " + ")))
  best <- NULL
  for (begin in c(1, 0.2, 4)) {
    found <- suppressWarnings(suppressMessages(
      lmer(formula, data, REML = method == "reml", control = control, start = rep(begin, length(effects)))
    ))
    if (is.null(best) || criterion(found) < criterion(best)) best <- found
  }
  parts <- as.data.frame(VarCorr(best))
  random <- lapply(ranef(best, condVar = TRUE), function(one) {
    list(level = I(rownames(one)), estimate = I(signif(one[[1]], 11)), sd = I(signif(sqrt(as.numeric(attr(one, "postVar"))), 11)))
  })
  list(
    id = row$id, method = method, n = nobs(best), criterion = criterion(best), fixed = as.list(fixef(best)),
    sd = setNames(as.list(parts$sdcor), sub("^Residual$", "residual", parts$grp)), effects = random[effects]
  )
}

models <- read.csv(file.path(here, "models.csv"), colClasses = "character")
fits <- list()
for (at in seq_len(nrow(models))) for (method in c("reml", "ml")) {
  cat(models$id[at], method, "\n")
  fits[[length(fits) + 1]] <- fitted_by(models[at, ], method)
}
out <- gzfile(file.path(here, "fits.json.gz"), "w")
about <- list(r = R.version.string, lme4 = as.character(packageVersion("lme4")), on = format(Sys.Date()))
writeLines(toJSON(list(made = about, fits = fits), digits = NA, auto_unbox = TRUE), out)
close(out)
