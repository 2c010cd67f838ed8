package org.suanchou.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.suanchou.cli.MainTest.Ran;

/**
 * A transcript in a document: a fenced block of {@code console} that begins with {@code $ ./suanchou}. A line of {@code ...}
 * stands for lines that are left out. A comment before the block, {@code <!-- not run: why -->}, says that a test can't run
 * it.
 *
 * @param line number of the line that holds the command
 * @param length lines of command and output
 * @param notRun why a test can't run it; empty where it can
 */
record Transcript(Path file, int line, int length, String command, List<String> printed, String notRun) {
    static final String PROGRAM = "$ ./suanchou ";

    private static final String LEFT_OUT = "...";
    private static final double TOLERANCE = 0.01;
    private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.-])\\d[\\d,]*(?:\\.\\d+)?");

    Transcript {
        printed = List.copyOf(printed);
    }

    /** README, contributing and all pages of {@code docs}, in both languages. */
    static List<Path> documents(Path root) throws IOException {
        try (Stream<Path> top = Files.list(root);
                Stream<Path> docs = Files.list(root.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(f -> f.getFileName().toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    static List<Transcript> in(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Transcript> found = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i - 1).equals("```console") || !lines.get(i).startsWith(PROGRAM)) {
                continue;
            }
            int end = i;
            StringBuilder command = new StringBuilder();
            while (lines.get(end).endsWith("\\")) {
                command.append(lines.get(end).replaceFirst("\\\\$", "").strip()).append(' ');
                end++;
            }
            command.append(lines.get(end).strip());
            int from = end + 1;
            while (!lines.get(end).equals("```")) {
                end++;
            }
            Matcher comment = NOT_RUN.matcher(i < 2 ? "" : lines.get(i - 2));
            found.add(new Transcript(
                    file,
                    i + 1,
                    end - i,
                    command.substring(PROGRAM.length()),
                    lines.subList(from, end),
                    comment.matches() ? comment.group(1) : ""));
            i = end;
        }
        return found;
    }

    String where(Path root) {
        return root.relativize(file) + ":" + line;
    }

    /** What the command prints now. Paths are those of the checkout, as a reader at its top types and sees them. */
    List<String> fresh(Path root) {
        String[] words = command.split(" +");
        for (int i = 0; i < words.length; i++) {
            if (words[i].contains("/") && Files.exists(root.resolve(words[i]))) {
                words[i] = root.resolve(words[i]).toString();
            }
        }
        Ran ran = Ran.of(words);
        if (ran.exitCode() > 1) {
            throw new AssertionError(where(root) + ": " + command + ": exit code " + ran.exitCode() + ": " + ran.err());
        }
        String whole = ran.out() + ran.err();
        return whole.replace(root + "/", "").lines().toList();
    }

    /** What differs from the lines printed now: words at all, numbers by more than a hundredth; at most one a stretch. */
    List<String> differences(Path root, List<String> fresh) {
        List<String> differences = new ArrayList<>();
        int firstLine = line + length - printed.size();
        int next = 0;
        for (int from = 0; from <= printed.size(); ) {
            int to = from;
            while (to < printed.size() && !printed.get(to).equals(LEFT_OUT)) {
                to++;
            }
            List<String> stretch = printed.subList(from, to);
            int start = next;
            if (from > 0) {
                start = to == printed.size()
                        ? Math.max(next, fresh.size() - stretch.size())
                        : found(stretch, fresh, next);
            }
            for (int i = 0; i < stretch.size(); i++) {
                String now = start + i < fresh.size() ? fresh.get(start + i) : "";
                if (!alike(stretch.get(i), now)) {
                    differences.add("%s:%d: '%s' is '%s' now"
                            .formatted(root.relativize(file), firstLine + from + i, stretch.get(i), now));
                    break;
                }
            }
            next = start + stretch.size();
            if (from == 0 && to == printed.size() && next < fresh.size()) {
                differences.add(
                        "%s:%d: ends before '%s'".formatted(root.relativize(file), firstLine + to, fresh.get(next)));
            }
            from = to + 1;
        }
        return differences;
    }

    /** Where a stretch begins; where no place is like all of it, one that is like its first line. */
    private static int found(List<String> stretch, List<String> fresh, int next) {
        int nearest = next;
        for (int start = fresh.size() - 1; start >= next; start--) {
            int like = 0;
            while (like < stretch.size()
                    && start + like < fresh.size()
                    && alike(stretch.get(like), fresh.get(start + like))) {
                like++;
            }
            if (like == stretch.size()) {
                return start;
            }
            nearest = like > 0 ? start : nearest;
        }
        return nearest;
    }

    static boolean alike(String printed, String now) {
        List<Double> was = numbers(printed);
        List<Double> is = numbers(now);
        if (!words(printed).equals(words(now)) || was.size() != is.size()) {
            return false;
        }
        for (int i = 0; i < was.size(); i++) {
            if (Math.abs(was.get(i) - is.get(i)) > TOLERANCE * Math.abs(is.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<Double> numbers(String line) {
        return NUMBER.matcher(line)
                .results()
                .map(MatchResult::group)
                .map(n -> Double.valueOf(n.replace(",", "")))
                .toList();
    }

    /** Columns may be wider, so blanks and rules count once. */
    private static String words(String line) {
        return NUMBER.matcher(line)
                .replaceAll("#")
                .replaceAll("-{2,}", "--")
                .replaceAll(" +", " ")
                .strip();
    }

    /** The block anew; what the document leaves out stays left out. */
    List<String> renewed(Path root, List<String> fresh) {
        if (!printed.contains(LEFT_OUT)) {
            return fresh;
        }
        int[] partners = partners(printed, fresh);
        List<String> lines = new ArrayList<>();
        for (int from = 0; from <= printed.size(); ) {
            int to = from;
            while (to < printed.size() && !printed.get(to).equals(LEFT_OUT)) {
                to++;
            }
            int[] places = Arrays.stream(partners, from, to).filter(p -> p >= 0).toArray();
            if (from == to) {
                // nothing stands before the first or after the last mark
                lines.addAll(List.of());
            } else if (places.length == 0) {
                throw new AssertionError(where(root) + ": nothing is like '" + printed.get(from) + "' now");
            } else {
                int first = from == 0 ? 0 : places[0];
                int last = to == printed.size() ? fresh.size() - 1 : places[places.length - 1];
                lines.addAll(fresh.subList(first, last + 1));
            }
            if (to < printed.size()) {
                lines.add(LEFT_OUT);
            }
            from = to + 1;
        }
        return lines;
    }

    /** For each line the one that it became, in order, so that the pairs are as like as they can be; -1 for none. */
    private static int[] partners(List<String> before, List<String> after) {
        double[][] best = new double[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                best[i][j] = Math.max(
                        Math.max(best[i + 1][j], best[i][j + 1]),
                        likeness(before.get(i), after.get(j)) + best[i + 1][j + 1]);
            }
        }
        int[] partners = new int[before.size()];
        Arrays.fill(partners, -1);
        for (int i = 0, j = 0; i < before.size() && j < after.size(); ) {
            double likeness = likeness(before.get(i), after.get(j));
            if (likeness > 0 && best[i][j] == likeness + best[i + 1][j + 1]) {
                partners[i++] = j++;
            } else if (best[i][j] == best[i + 1][j]) {
                i++;
            } else {
                j++;
            }
        }
        return partners;
    }

    /** Share of the pairs of letters that both have (Dice), 0 below a half. */
    private static double likeness(String one, String other) {
        Set<String> pairs = pairs(words(one));
        Set<String> others = pairs(words(other));
        double all = pairs.size() + others.size();
        pairs.retainAll(others);
        double share = all == 0 ? 0 : 2 * pairs.size() / all;
        return share < 0.5 ? 0 : share;
    }

    private static Set<String> pairs(String line) {
        Set<String> pairs = new HashSet<>();
        for (int i = 1; i < line.length(); i++) {
            pairs.add(line.substring(i - 1, i + 1));
        }
        return pairs;
    }
}
