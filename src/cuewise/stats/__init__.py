"""Statistics for cues, models and their scores: arrays in, arrays out.

Everything here is public and needs NumPy and SciPy alone. The commands of cuewise call the
functions marked *; the others complete the families that the commands report from.
docs/reference/statistics.md has the sources.

Intervals have the confidence `level`. `clusters` [n] labels rows that are not independent; None
means that all are. What is undefined is NaN, never 0. An argument that is not allowed raises
ValueError with the value and what is allowed.

Fake Correlation Score, the estimates
    fcs_raw *           r(output, cue)
    fcs_excess *        what the model adds to the correlation already in the data
    fcs_partial         the excess as a partial correlation
    fcs_do *            r with the cue set by an edit
    fcs                 r corrected for the unreliability of the output, over repeated passes
    fcs_literal         the formula as written, over repeated passes
    reliability         test-retest reliability of the output, ICC(1)

Fake Correlation Score, the intervals
    raw_decisions *     of fcs_raw, for yes/no outputs, closed form
    excess_decisions *  of fcs_excess, for yes/no outputs, closed form
    do_decisions *      of fcs_do
    raw_interval        of fcs_raw, for scores, bootstrap
    excess_interval     of fcs_excess, for scores, bootstrap
    partial_interval    of fcs_partial, bootstrap
    fcs_interval        of fcs, bootstrap
    literal_interval    of fcs_literal, bootstrap
    reliability_interval  of reliability, bootstrap

Association of a cue and a label
    competency_z *      z of p(label | cue) against the prior
    independence_p *    exact two-sided p of independence
    log_odds_ratio *    log odds ratio, with interval
    deviation *         p(label | cue) - p(label), with interval
    risk_difference     p(label | cue) - p(label | no cue), with interval
    phi                 correlation of two yes/no variables
    phi_share           phi over the largest phi that the margins allow
    lmi *               local mutual information, for ranking
    point_biserial      correlation of a yes/no cue with a value
    cramers_v           two nominal variables
    class_contrasts     the signs that Cramér's V lacks
    omega_squared       a value by a nominal label
    mean_contrasts      the signs that ω² lacks
    distance_correlation  dependence of any shape

Rates and their differences
    wilson *            a rate
    share_interval *    a rate where documents come in clusters
    newcombe            two independent rates
    simultaneous        several rates at once
    worst_group         the lowest of several rates
    fisher_z            Pearson's r of two normal variables
    paired_mean *       mean of paired differences, clusters allowed
    tango               two paired rates, score interval
    newcombe_paired     two paired rates, hybrid interval
    mcnemar             test of paired rates

Equivalence
    tost_paired         two one-sided tests that a difference is within a margin
    further_pairs *     how many more pairs would settle it

Strata and environments
    mh_risk_difference  Mantel-Haenszel risk difference
    mh_odds_ratio       Mantel-Haenszel odds ratio
    cmh_test            independence in every stratum
    breslow_day         one odds ratio in every stratum
    cochran_q *         one effect in every environment

Many hypotheses
    benjamini_hochberg *  false discovery rate
    benjamini_yekutieli   the same under any dependence
    e_bh                the same from e-values
    max_t               family-wise, by permutation
    shrink              empirical Bayes, before ranking

Paid calls, looked at after each one
    log_e_discordant    evidence from discordant pairs
    betting_log_e       evidence from differences in [-1, 1]
    betting_sequence    an interval that holds at every look
    first_rejection     when to stop

Any other statistic
    bca                 BCa bootstrap, clusters resampled whole
"""

from cuewise.stats.association import (
    competency_z,
    independence_p,
    lmi,
    log_odds_ratio,
    phi,
    phi_share,
    point_biserial,
    risk_difference,
)
from cuewise.stats.betting import (
    betting_log_e,
    betting_sequence,
    first_rejection,
    log_e_discordant,
)
from cuewise.stats.bootstrap import bca
from cuewise.stats.differences import paired_mean, share_interval
from cuewise.stats.distance import distance_correlation
from cuewise.stats.equivalence import further_pairs, tost_paired
from cuewise.stats.fcs_bootstrap import excess_interval, partial_interval, raw_interval
from cuewise.stats.fcs_decisions import do_decisions, excess_decisions, raw_decisions
from cuewise.stats.fcs_estimates import (
    fcs,
    fcs_do,
    fcs_excess,
    fcs_literal,
    fcs_partial,
    fcs_raw,
)
from cuewise.stats.fcs_passes import fcs_interval, literal_interval, reliability_interval
from cuewise.stats.intervals import (
    deviation,
    fisher_z,
    newcombe,
    simultaneous,
    wilson,
    worst_group,
)
from cuewise.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli, e_bh, max_t
from cuewise.stats.nominal import class_contrasts, cramers_v, mean_contrasts, omega_squared
from cuewise.stats.paired import mcnemar, newcombe_paired, tango
from cuewise.stats.retest import reliability
from cuewise.stats.shrinkage import shrink
from cuewise.stats.stratified import (
    breslow_day,
    cmh_test,
    cochran_q,
    mh_odds_ratio,
    mh_risk_difference,
)

__all__ = [
    "bca",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "betting_log_e",
    "betting_sequence",
    "breslow_day",
    "class_contrasts",
    "cmh_test",
    "cochran_q",
    "competency_z",
    "cramers_v",
    "deviation",
    "distance_correlation",
    "do_decisions",
    "e_bh",
    "excess_decisions",
    "excess_interval",
    "fcs",
    "fcs_do",
    "fcs_excess",
    "fcs_interval",
    "fcs_literal",
    "fcs_partial",
    "fcs_raw",
    "first_rejection",
    "fisher_z",
    "further_pairs",
    "independence_p",
    "literal_interval",
    "lmi",
    "log_e_discordant",
    "log_odds_ratio",
    "max_t",
    "mcnemar",
    "mean_contrasts",
    "mh_odds_ratio",
    "mh_risk_difference",
    "newcombe",
    "newcombe_paired",
    "omega_squared",
    "paired_mean",
    "partial_interval",
    "phi",
    "phi_share",
    "point_biserial",
    "raw_decisions",
    "raw_interval",
    "reliability",
    "reliability_interval",
    "risk_difference",
    "share_interval",
    "shrink",
    "simultaneous",
    "tango",
    "tost_paired",
    "wilson",
    "worst_group",
]
