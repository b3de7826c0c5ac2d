package kprobarium.symbol;

import java.util.Locale;
import java.util.Optional;

/// The known word that a person most likely meant: what a diagnostic puts after "did you mean".
///
/// Distance counts insertions, deletions, substitutions and swaps of neighbours, each one; letter case is ignored. A word further away than
/// a third of its length (but at least one edit) is no suggestion: a wild guess costs the reader more than none.
public final class Nearest {
    private Nearest() {
    }

    /// The word of `known` nearest to `word`, of several the alphabetically first; empty when none is near.
    public static Optional<String> to(String word, Iterable<String> known) {
        String best = null;
        int bestDistance = Math.max(1, word.length() / 3);
        for (String candidate : known) {
            if (Math.abs(candidate.length() - word.length()) <= bestDistance) {
                int distance = distance(word, candidate);
                if (distance < bestDistance || distance == bestDistance && (best == null || candidate.compareTo(best) < 0)) {
                    best = candidate;
                    bestDistance = distance;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /// `; did you mean `addi.d`?` for the nearest word, or nothing: the tail of a diagnostic about an unknown word.
    public static String hint(String word, Iterable<String> known) {
        return to(word, known).map(near -> "; did you mean `" + near + "`?").orElse("");
    }

    /// The number of edits between two words.
    public static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
