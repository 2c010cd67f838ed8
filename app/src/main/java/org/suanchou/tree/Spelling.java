package org.suanchou.tree;

import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How near words are, to say which was meant. */
public final class Spelling {
    /** Words longer than that are near none. */
    private static final int MOST_LETTERS = 200;

    private Spelling() {}

    /** The nearest candidate within a third of its length in edits, or one that begins with the same word; else null. */
    public static @Nullable String nearest(String word, Collection<String> candidates) {
        String best = null;
        int fewest = Integer.MAX_VALUE;
        if (word.length() > MOST_LETTERS) {
            return null;
        }
        for (String candidate : new TreeSet<>(candidates)) {
            int edits = edits(word, candidate);
            boolean near = edits <= Math.max(1, candidate.length() / 3)
                    || firstWord(word).equals(firstWord(candidate));
            if (near && edits < fewest) {
                best = candidate;
                fewest = edits;
            }
        }
        return best;
    }

    /** Letters to put in, take out or change: Levenshtein's distance. */
    public static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    static String firstWord(String name) {
        int end = name.indexOf('_');
        return end < 0 ? name : name.substring(0, end);
    }
}
