package org.suanchou.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Spelling;

/**
 * Finds entries by id, name or alias, ignoring case and punctuation, and the nearest ones where nothing fits.
 *
 * <p>Punctuation between two digits is kept as a point, so that {@code opt-1.3b} and {@code opt-13b} stay apart. An id
 * wins over a name or alias. Words of other languages stand for the entries' own, and the maker's may stand before a name;
 * other parts of names never match, they only make suggestions.
 */
public final class NameIndex {
    static final int MAX_LENGTH = 200;
    private static final int SUGGESTIONS = 5;

    /** Most ids that are listed where all words fit; a vendor's. */
    private static final int FAMILY = 24;

    private static final int LEAST_PREFIX = 3;
    private static final double FAR = 10;

    private final String what;
    private final Map<String, Entry> byId;
    private final Map<String, Entry> ids = new HashMap<>();
    private final Map<String, Entry> labels = new HashMap<>();

    /** Names of several entries, with their ids; those of ids and those of labels. */
    private final Map<String, Set<String>> sharedIds = new HashMap<>();

    private final Map<String, Set<String>> sharedLabels = new HashMap<>();

    /** Words as other languages write them to the entries' own. */
    private final Supplier<Map<String, String>> sameWords;

    /** @param what what the entries are, in the singular, for messages */
    NameIndex(String what, Map<String, Entry> byId, Supplier<Map<String, String>> sameWords) {
        this.what = what;
        this.sameWords = sameWords;
        this.byId = byId;
        for (Entry e : byId.values()) {
            List<String> keys = e.keys();
            put(ids, sharedIds, keys.get(0), e);
            for (int i = 1; i < keys.size(); i++) {
                put(labels, sharedLabels, keys.get(i), e);
            }
        }
    }

    private static void put(Map<String, Entry> index, Map<String, Set<String>> shared, String key, Entry entry) {
        Entry before = index.putIfAbsent(key, entry);
        if (before != null && before != entry) {
            Set<String> bearers = shared.computeIfAbsent(key, k -> new LinkedHashSet<>());
            bearers.add(before.id());
            bearers.add(entry.id());
        }
    }

    /** Letters and digits in lower case; punctuation between digits is a point, other punctuation is dropped. */
    static String fold(String label) {
        StringBuilder folded = new StringBuilder(label.length());
        boolean gap = false;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (!Character.isLetterOrDigit(c)) {
                gap = true;
                continue;
            }
            if (gap
                    && Character.isDigit(c)
                    && !folded.isEmpty()
                    && Character.isDigit(folded.charAt(folded.length() - 1))) {
                folded.append('.');
            }
            gap = false;
            folded.append(Character.toLowerCase(c));
        }
        return folded.toString();
    }

    /** The entry of that name, if need be in other words, or null. Throws {@link BadInput} where several bear it. */
    @Nullable
    Entry find(String query) {
        Entry found = exact(query);
        return found != null ? found : inOtherWords(query);
    }

    /** The entry that bears this very name, or null. */
    @Nullable
    Entry exact(String query) {
        if (query.length() > MAX_LENGTH) {
            throw new BadInput(
                    what, Rule.value(what, BadInput.quoted(query), CatalogRefusal.NAME_TOO_LONG, MAX_LENGTH));
        }
        Entry exact = byId.get(query);
        if (exact != null) {
            return exact;
        }
        String key = fold(query);
        Entry found = only(query, ids.get(key), sharedIds.get(key));
        if (found == null) {
            found = only(query, labels.get(key), sharedLabels.get(key));
        }
        return found;
    }

    /** With the entries' own words in place of another language's, then without the maker's words before the name. */
    private @Nullable Entry inOtherWords(String query) {
        String own = inOwnWords(query);
        Entry found = own.equals(query) ? null : find(own);
        int rest = 0;
        Set<String> before = new LinkedHashSet<>();
        while (found == null) {
            int start = rest;
            while (rest < own.length() && Character.isLetterOrDigit(own.charAt(rest))) {
                rest++;
            }
            String word = own.substring(start, rest).toLowerCase(Locale.ROOT);
            while (rest < own.length() && !Character.isLetterOrDigit(own.charAt(rest))) {
                rest++;
            }
            if (word.isEmpty() || rest == own.length() || !makers().contains(word)) {
                return null;
            }
            before.add(word);
            Entry named = exact(own.substring(rest));
            found = named != null && makerWords(named).containsAll(before) ? named : null;
        }
        return found;
    }

    private Set<String> makers() {
        Set<String> makers = new LinkedHashSet<>();
        for (Entry entry : byId.values()) {
            if (entry.isBarred()) {
                continue;
            }
            makers.addAll(makerWords(entry));
        }
        return makers;
    }

    /** The words of the entry's vendor, and that with which its id begins. */
    private static Set<String> makerWords(Entry entry) {
        String vendor = entry.tree().text("vendor", "");
        Set<String> words = new LinkedHashSet<>(words(vendor));
        if (!vendor.isEmpty()) {
            words.addAll(words(entry.id()).stream().limit(1).toList());
        }
        return words;
    }

    private String inOwnWords(String query) {
        String own = query;
        for (Map.Entry<String, String> same : sameWords.get().entrySet()) {
            own = own.replace(same.getKey(), " " + same.getValue() + " ");
        }
        return own.equals(query) ? query : own.strip();
    }

    /**
     * As {@link #find}; else without the organisation of a Hugging Face name, then without the parts that say how the same
     * network was tuned or stored ({@code Instruct}, {@code AWQ}). A version, a date or a length stays: it may be another
     * network, and is one of the catalogue or unknown.
     *
     * @param endings such parts, in lower case
     */
    @Nullable
    Entry findModel(String query, Set<String> endings) {
        Entry found = find(query);
        if (found != null) {
            return found;
        }
        String rest = query.substring(query.lastIndexOf('/') + 1);
        found = rest.length() < query.length() ? find(rest) : null;
        return found != null ? found : find(without(rest, endings));
    }

    /** The name without the parts that are {@code endings}; the first part stays. */
    private static String without(String name, Set<String> endings) {
        StringBuilder kept = new StringBuilder();
        int at = 0;
        while (at < name.length()) {
            int end = at + 1;
            while (end < name.length() && "-_ ".indexOf(name.charAt(end)) < 0) {
                end++;
            }
            String part = name.substring(at, end);
            String word = at == 0 ? part : part.substring(1);
            if (at == 0 || !endings.contains(word.toLowerCase(Locale.ROOT))) {
                kept.append(part);
            }
            at = end;
        }
        return kept.toString();
    }

    private @Nullable Entry only(String query, @Nullable Entry found, @Nullable Set<String> bearers) {
        if (bearers != null) {
            throw new BadInput(
                    what,
                    Rule.value(what, BadInput.quoted(query), CatalogRefusal.NAME_OF_SEVERAL, List.copyOf(bearers)));
        }
        return found;
    }

    /** What to say where nothing bears that name. */
    UnknownName unknown(String query) {
        if (isPath(query)) {
            return new UnknownName(
                    what, Rule.value(what, BadInput.quoted(query), CatalogRefusal.NO_FILE_OF_PATH, what));
        }
        List<String> near = nearest(query);
        return new UnknownName(
                what,
                near.isEmpty()
                        ? Rule.value(what, BadInput.quoted(query), CatalogRefusal.NO_NAME)
                        : Rule.value(what, BadInput.quoted(query), CatalogRefusal.NO_NAME_NEAR, near));
    }

    /** Whether it is written as the place of a file: no organisation and name have such signs. */
    private static boolean isPath(String query) {
        return query.startsWith("/")
                || query.startsWith(".")
                || query.startsWith("~")
                || query.contains("\\")
                || query.endsWith("/")
                || query.indexOf('/') != query.lastIndexOf('/');
    }

    /**
     * The ids whose names are near, the nearest first: those of which every word of the query is one, such as a vendor's;
     * else a few that are a slip away or share most of its letters. Empty where nothing is near.
     */
    List<String> nearest(String query) {
        String cut = inOwnWords(query.length() > MAX_LENGTH ? query.substring(0, MAX_LENGTH) : query);
        String rest = cut.substring(cut.lastIndexOf('/') + 1);
        String folded = fold(rest);
        Set<String> words = words(rest);
        List<String> family = new ArrayList<>();
        record Near(String id, double distance) {}
        List<Near> all = new ArrayList<>();
        for (Entry e : byId.values()) {
            if (e.isBarred()) {
                continue;
            }
            Set<String> own = words(e.id());
            own.addAll(words(e.name()));
            own.addAll(words(e.tree().text("vendor", "")));
            if (!words.isEmpty() && own.containsAll(words)) {
                family.add(e.id());
            }
            double best = Math.min(distance(folded, words, e.id()), distance(folded, words, e.name()));
            for (String alias : e.aliases()) {
                best = Math.min(best, distance(folded, words, alias));
            }
            if (best < FAR) {
                all.add(new Near(e.id(), best));
            }
        }
        if (!family.isEmpty() && family.size() <= FAMILY) {
            return family;
        }
        all.sort(Comparator.comparingDouble(Near::distance).thenComparing(Near::id));
        return all.stream().limit(SUGGESTIONS).map(Near::id).toList();
    }

    /** Below 0 the nearer the more letters are shared or the fewer edited; {@link #FAR} where too little is. */
    private static double distance(String folded, Set<String> words, String label) {
        String other = fold(label);
        double edits = Spelling.edits(folded, other) / (double) Math.max(1, Math.max(folded.length(), other.length()));
        Set<String> others = words(label);
        double shared = 0;
        int letters = 0;
        for (String word : words) {
            double best = 0;
            for (String otherWord : others) {
                boolean begins = Math.min(word.length(), otherWord.length()) >= LEAST_PREFIX
                        && (otherWord.startsWith(word) || word.startsWith(otherWord));
                best = Math.max(best, word.equals(otherWord) ? 1 : begins ? 0.7 : 0);
            }
            shared += best * word.length();
            letters += word.length();
        }
        double share = shared / Math.max(1, letters);
        boolean inside = folded.length() >= LEAST_PREFIX && other.contains(folded);
        return share <= 0.5 && edits > 0.34 && !inside ? FAR : edits - 0.8 * share - (inside ? 0.3 : 0);
    }

    private static Set<String> words(String label) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : label.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /** Names that several entries bear, with their ids. */
    Map<String, Set<String>> shared() {
        Map<String, Set<String>> shared = new LinkedHashMap<>(sharedIds);
        sharedLabels.forEach((label, bearers) -> {
            if (!ids.containsKey(label)) {
                shared.put(label, bearers);
            }
        });
        return shared;
    }
}
