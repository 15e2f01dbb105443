package dev.lull.launcher.help;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out which name was meant by a word that is none. */
public final class NearestName {

    /** A word of this length or less may have one mistake in it, one of twice the length two, any other three. */
    private static final int LETTERS_FOR_A_MISTAKE = 4;

    private static final int MOST_MISTAKES = 3;

    private NearestName() {}

    /**
     * Finds the name with the fewest mistakes in it, a mistake being a letter that is missing, added or another one, or two
     * that have changed places; else the shortest name that begins with the word.
     *
     * @param word what was given, with or without dashes before it
     * @param names those that there are
     * @return the name; empty if none is near
     */
    public static Optional<String> of(String word, Collection<String> names) {
        String given = bare(word);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        int most = Math.min(MOST_MISTAKES, (given.length() - 1) / LETTERS_FOR_A_MISTAKE + 1);
        Comparator<String> byMistakes = Comparator.comparingInt(name -> mistakes(given, bare(name)));
        return names.stream()
                .filter(name -> mistakes(given, bare(name)) <= Math.min(most, given.length() - 1))
                .min(byMistakes.thenComparing(Comparator.naturalOrder()))
                .or(() -> beginningWith(given, names.stream()));
    }

    private static Optional<String> beginningWith(String given, Stream<String> names) {
        return names.filter(name -> given.length() > 1 && bare(name).startsWith(given))
                .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    }

    private static String bare(String name) {
        int dashes = 0;
        while (dashes < name.length() && name.charAt(dashes) == '-') {
            dashes++;
        }
        return name.substring(dashes);
    }

    /** Counts them: the distance of Damerau and Levenshtein in which no letter is moved twice (optimal string alignment). */
    static int mistakes(String given, String meant) {
        int[] beforeLast = new int[meant.length() + 1];
        int[] last = new int[meant.length() + 1];
        int[] row = new int[meant.length() + 1];
        for (int j = 0; j <= meant.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= given.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= meant.length(); j++) {
                boolean same = given.charAt(i - 1) == meant.charAt(j - 1);
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && given.charAt(i - 1) == meant.charAt(j - 2)
                        && given.charAt(i - 2) == meant.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[meant.length()];
    }
}
