package kprobarium.explore;

import java.util.Locale;

/// What a search assures where it found nothing bad, in words.
///
/// ```
/// exhaustive, 376 states; fingerprint omission probability < 3.9e-15
/// no failure within 2 preemptions (12,034 states)
/// p < 3.0e-4 at 95 % (10,000 schedules)
/// ```
public final class Guarantee {
    /// Two of n states have one fingerprint of 64 bits with a probability of at most n²/2^65.
    private static final double PAIRS_OF_FINGERPRINTS = 0x1p65;

    private Guarantee() {}

    public static String of(Effort effort) {
        return switch (effort.assurance()) {
            case Assurance.Exhaustive() -> "exhaustive, " + exhausted(effort);
            case Assurance.Bounded(int bound, var of) -> "no failure within " + bound + " " + of.plural + " (" + amount(effort) + ")";
            case Assurance.Sampled sampled -> "p < " + above(sampled.p()) + " at 95 % (" + amount(sampled.schedules(), "schedule") + ")";
            case Assurance.None() -> "none, the search did not come to an end";
        };
    }

    /// The probability that a state was taken for another; 0 where states are not known again by fingerprints.
    public static double omission(Effort effort) {
        return (double) effort.states() * effort.states() / PAIRS_OF_FINGERPRINTS;
    }

    private static String exhausted(Effort effort) {
        if (effort.states() > 0) return amount(effort) + "; fingerprint omission probability < " + above(omission(effort));
        return effort.unit() == Effort.Unit.SCHEDULES && effort.plays() == 1 ? "the only schedule" : amount(effort);
    }

    private static String amount(Effort effort) {
        if (effort.states() > 0) return amount(effort.states(), "state");
        return String.format(Locale.ROOT, "%,d %s", effort.plays(), effort.unit().plural);
    }

    private static String amount(long n, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
    }

    /// Two digits that are not below `p`: `3.9e-15`.
    private static String above(double p) {
        double unit = Math.pow(10, Math.floor(Math.log10(p)) - 1);
        return String.format(Locale.ROOT, "%.1e", Math.ceil(p / unit - 1e-9) * unit).replaceAll("e([+-])0", "e$1")
                .replace("e+0", "");
    }
}
