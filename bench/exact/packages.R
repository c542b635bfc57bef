# What lme4 finds on the data sets that come with R packages (lme4, nlme, mlmRev), written with the data to the folder given. The search is
# far more exact than by default and begins at three places; the best counts.
suppressMessages({ library(lme4); library(jsonlite); library(nlme, exclude = "lmList"); library(mlmRev) })
folder <- commandArgs(trailingOnly = TRUE)[1]
control <- lmerControl(
  optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 1e5), calc.derivs = FALSE,
  check.conv.singular = "ignore"
)
criterion <- function(model) if (isREML(model)) REMLcrit(model) else as.numeric(-2 * logLik(model))
inner <- function(term) sub("^num\\((.*)\\)$", "\\1", term)

compare <- function(id, data, y, effects, fixed = character()) {
  columns <- unique(c(y, unlist(strsplit(effects, ":")), inner(fixed)))
  data <- as.data.frame(data)[, columns, drop = FALSE]
  for (name in columns) if (!(name %in% c(y, inner(grep("^num", fixed, value = TRUE))))) data[[name]] <- factor(trimws(as.character(data[[name]])))
  write.csv(data, file.path(folder, paste0(id, ".csv")), row.names = FALSE, na = "NA")
  formula <- as.formula(paste(y, "~ 1", paste(c("", inner(fixed)), collapse = " + "), "+", paste0("(1 | ", effects, ")", collapse = " + ")))
  for (method in c("reml", "ml")) {
    best <- NULL
    for (begin in c(1, 0.2, 4)) {
      found <- suppressWarnings(suppressMessages(lmer(formula, data, REML = method == "reml", control = control, start = rep(begin, length(effects)))))
      if (is.null(best) || criterion(found) < criterion(best)) best <- found
    }
    parts <- as.data.frame(VarCorr(best))
    random <- lapply(ranef(best, condVar = TRUE), function(one)
      list(level = I(rownames(one)), estimate = I(one[[1]]), sd = I(sqrt(as.numeric(attr(one, "postVar"))))))
    answer <- list(
      id = id, method = method, rating = y, effects = I(effects), fixed = I(fixed), n = nobs(best), criterion = criterion(best),
      sd = setNames(as.list(parts$sdcor), sub("^Residual$", "residual", parts$grp)), levels = random[effects]
    )
    write_json(answer, file.path(folder, paste0(id, ".", method, ".json")), digits = NA, auto_unbox = TRUE)
  }
}

compare("Dyestuff", Dyestuff, "Yield", "Batch")
compare("Dyestuff2", Dyestuff2, "Yield", "Batch")
compare("Penicillin", Penicillin, "diameter", c("plate", "sample"))
compare("Pastes", Pastes, "strength", c("batch", "sample"))
compare("cake", cake, "angle", c("replicate", "recipe:replicate"), c("recipe", "temperature"))
compare("sleepstudy", sleepstudy, "Reaction", "Subject", "num(Days)")
compare("VerbAgg", transform(VerbAgg, r = as.numeric(r2 == "Y")), "r", c("id", "item", "id:situ"), c("num(Anger)", "Gender", "btype"))
compare("Arabidopsis", transform(Arabidopsis, r = log(total.fruits + 1)), "r", c("popu", "gen", "rack", "status"), c("nutrient", "amd"))
compare("grouseticks", transform(grouseticks, r = log(TICKS + 1)), "r", c("BROOD", "LOCATION"), c("YEAR", "num(HEIGHT)"))
compare("Machines", nlme::Machines, "score", c("Worker", "Worker:Machine"), "Machine")
compare("Rail", nlme::Rail, "travel", "Rail")
compare("Oats", nlme::Oats, "yield", c("Block", "Block:Variety"), c("Variety", "num(nitro)"))
compare("ergoStool", nlme::ergoStool, "effort", "Subject", "Type")
compare("Oxide", nlme::Oxide, "Thickness", c("Lot", "Lot:Wafer"), "Source")
compare("Assay", nlme::Assay, "logDens", c("Block", "sample", "dilut", "sample:dilut"))
compare("Pixel", nlme::Pixel, "pixel", c("Dog", "Dog:Side"), "num(day)")
compare("Alfalfa", nlme::Alfalfa, "Yield", c("Block", "Block:Variety"), c("Variety", "Date"))
compare("Meat", nlme::Meat, "score", c("Storage", "Block", "Pair"))
compare("Earthquake", nlme::Earthquake, "accel", c("Quake", "soil"), "num(distance)")
compare("bdf", nlme::bdf, "langPOST", "schoolNR", c("num(IQ.verb)", "sex"))
compare("ScotsSec", ScotsSec, "attain", c("primary", "second"), c("sex", "num(verbal)"))
compare("ScotsSec4", ScotsSec, "attain", c("primary", "second", "primary:second", "social"))
compare("Chem97", Chem97, "score", c("school", "lea"), c("gender", "num(gcsecnt)"))
compare("egsingle", egsingle, "math", c("schoolid", "childid", "grade"), c("num(year)", "female"))
compare("Gcsemv", Gcsemv, "written", "school", "gender")
compare("Exam", Exam, "normexam", "school", c("num(standLRT)", "sex"))
compare("Hsb82", Hsb82, "mAch", "school", c("num(cses)", "sector"))
compare("star", star, "read", c("id", "tch", "sch"), c("gr", "cltype"))
compare("s3bbx", s3bbx, "child", "community")
compare("InstEval", InstEval, "y", c("s", "d", "dept:service"), "service")
