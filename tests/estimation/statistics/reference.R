# Independent values for the statistics of the project: R's stats, and the package survey.
#
# Rscript tests/statistics/reference.R tests/statistics/reference.csv > tests/statistics/reference.json
#
# The data are a made-up field of 30 schools, of which 24 answered.

suppressPackageStartupMessages(library(survey))

field <- read.csv(commandArgs(trailingOnly = TRUE)[1])
answers <- field[field$answered == 1, ]
answers$population <- nrow(field)
answers$stratum <- paste(answers$type, answers$secteur)
answers$one <- 1
sizes <- as.data.frame(table(stratum = paste(field$type, field$secteur)))
simple <- svydesign(ids = ~1, data = answers, fpc = ~population)
post <- postStratify(simple, ~stratum, sizes)

# Estimate, standard error and 95 % interval of Student's t.
estimate <- function(statistic) {
  ends <- confint(statistic, df = degf(simple))
  c(coef(statistic), SE(statistic), ends[1], ends[2])
}

# Share of a finite population: numbers of ticking units that neither tail rejects.
hypergeometric <- function(numerator, base, population, level = 0.95) {
  possible <- numerator:(population - base + numerator)
  tail <- (1 - level) / 2
  at_least <- phyper(numerator - 1, possible, population - possible, base, lower.tail = FALSE)
  at_most <- phyper(numerator, possible, population - possible, base)
  c(min(possible[at_least > tail]), max(possible[at_most > tail])) / population
}

cramer <- function(counts) {
  chi2 <- suppressWarnings(chisq.test(counts, correct = FALSE))$statistic
  sqrt(unname(chi2) / (sum(counts) * (min(dim(counts)) - 1)))
}

# Tables are written by row, as the test that reads this file writes them.
by_row <- function(counts, columns) matrix(counts, ncol = columns, byrow = TRUE)
two_by_two <- by_row(c(8, 2, 1, 5), 2)
four_by_two <- by_row(c(55, 28, 10, 15, 5, 7, 1, 3), 2)
three_by_three <- by_row(c(12, 3, 1, 4, 9, 2, 1, 2, 6), 3)
four_by_four <- by_row(c(52, 20, 5, 2, 12, 8, 3, 1, 8, 3, 1, 1, 3, 2, 1, 0), 4)

lost <- sum(answers$before == 1 & answers$after == 0)
gained <- sum(answers$before == 0 & answers$after == 1)
p_values <- c(0.0004, 0.03, 0.012, NA, 0.5, 0.03, 0.0004, 0.9)

reference <- list(
  fisher_2x2 = fisher.test(two_by_two)$p.value,
  fisher_4x2 = fisher.test(four_by_two)$p.value,
  fisher_3x3 = fisher.test(three_by_three)$p.value,
  fisher_4x4 = fisher.test(four_by_four, workspace = 2e7)$p.value,
  cramer_4x2 = cramer(four_by_two),
  cramer_3x3 = cramer(three_by_three),
  holm = p.adjust(p_values, "holm"),
  mcnemar = c(lost, gained, binom.test(lost, lost + gained)$p.value),
  hypergeometric_75_122_130 = hypergeometric(75, 122, 130),
  hypergeometric_27_45_47 = hypergeometric(27, 45, 47),
  hypergeometric_0_20_60 = hypergeometric(0, 20, 60),
  hypergeometric_3_10_50_90 = hypergeometric(3, 10, 50, level = 0.9),
  mean = estimate(svymean(~hours, simple)),
  ratio = estimate(svyratio(~trained, ~teachers, simple)),
  post_share = coef(svymean(~after, post)),
  post_mean = coef(svymean(~hours, post)),
  post_ratio = coef(svyratio(~trained, ~teachers, post)),
  post_filtered = coef(svyratio(~I(before * after), ~before, post))
)

number <- function(value) ifelse(is.na(value), "null", sprintf("%.15g", value))
entry <- function(name) {
  sprintf('  "%s": [%s]', name, paste(number(unname(reference[[name]])), collapse = ", "))
}
cat("{\n", paste(sapply(names(reference), entry), collapse = ",\n"), "\n}\n", sep = "")
