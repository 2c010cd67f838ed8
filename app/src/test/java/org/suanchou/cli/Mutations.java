package org.suanchou.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that is nearly right: a seed with numbers put at the ends of what a machine can hold, names swapped, lines doubled
 * or cut, and bytes changed at random. The same random numbers give the same mutant.
 */
final class Mutations {
    private static final Pattern NUMBER =
            Pattern.compile("(?<![A-Za-z0-9_.-])-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1",
            "2",
            "3",
            "7",
            "0.5",
            "1e-9",
            "1e-300",
            "1e-320",
            "5e-324",
            "1e300",
            "1.7976931348623157e308",
            "1e309",
            "65535",
            "65536",
            "46341",
            "16777216",
            "16777217",
            "67108864",
            "2147483647",
            "2147483648",
            "4294967296",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1e18",
            "1e24",
            "1e25",
            "99999999999999999999999999",
            "NaN",
            "Infinity",
            ".nan",
            "-.inf",
            "0x10",
            "0x1p3",
            "30f",
            "30d",
            "1_000",
            "1,5",
            "１２",
            "٣",
            "1T",
            "1e",
            "''",
            "null",
            "true",
            "[]",
            "{}",
            "[1, 2]",
            "[1, 2, 3]",
            "'5..3'",
            "'1..2..3'",
            "'0..5e-324..35'");

    private static final List<String> PIECES = List.of(
            "\n",
            "\r",
            "\t",
            " ",
            "\u0000",
            "\u001b[31m",
            "\u202e",
            "\u2066",
            "\u200f",
            "\uFEFF",
            "\u2028",
            "\uD83D\uDE00",
            "算",
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            ",",
            "\"",
            "'",
            "#",
            "&a ",
            "*a",
            "!!str ",
            "!x ",
            "<<: ",
            "- ",
            "? ",
            "|\n",
            ">\n",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "\\u0000",
            "\\",
            "null",
            "true",
            "..",
            "=",
            "/",
            "../",
            "-",
            "--",
            "e",
            ".");

    private final SplittableRandom random;

    Mutations(long seed) {
        this.random = new SplittableRandom(seed);
    }

    int below(int n) {
        return random.nextInt(n);
    }

    String number() {
        return NUMBERS.get(below(NUMBERS.size()));
    }

    /** One to three changes of a text. */
    byte[] of(byte[] seed) {
        byte[] mutant = seed;
        for (int left = 1 + below(3); left > 0; left--) {
            mutant = below(4) == 0
                    ? bytes(mutant)
                    : text(new String(mutant, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }
        return mutant;
    }

    /** One change that keeps the form: a number for a number. */
    byte[] ofNumbers(byte[] seed) {
        return replaced(new String(seed, StandardCharsets.UTF_8), NUMBER, number())
                .getBytes(StandardCharsets.UTF_8);
    }

    private String text(String text) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int at = below(lines.size());
        int cut = text.isEmpty() ? 0 : below(text.length());
        return switch (below(9)) {
            case 0, 1, 2 -> replaced(text, NUMBER, number());
            case 3 -> replaced(text, WORD, word(text));
            case 4 -> {
                lines.remove(at);
                yield String.join("\n", lines);
            }
            case 5 -> {
                lines.add(at, lines.get(below(lines.size())));
                yield String.join("\n", lines);
            }
            case 6 -> text.substring(0, cut);
            case 7 ->
                text.substring(0, cut)
                        + PIECES.get(below(PIECES.size())).repeat(1 + below(3) * below(40))
                        + text.substring(cut);
            default -> replaced(text, WORD, PIECES.get(below(PIECES.size())) + word(text));
        };
    }

    /** Another word of the text, or one with a letter gone. */
    private String word(String text) {
        List<String> words = WORD.matcher(text).results().map(m -> m.group()).toList();
        if (words.isEmpty()) {
            return "x";
        }
        String word = words.get(below(words.size()));
        int gone = below(word.length());
        return below(2) == 0 ? word : word.substring(0, gone) + word.substring(gone + 1);
    }

    private String replaced(String text, Pattern what, String by) {
        List<int[]> places = new ArrayList<>();
        Matcher m = what.matcher(text);
        while (m.find()) {
            places.add(new int[] {m.start(), m.end()});
        }
        if (places.isEmpty()) {
            return text + by;
        }
        int[] place = places.get(below(places.size()));
        return text.substring(0, place[0]) + by + text.substring(place[1]);
    }

    private byte[] bytes(byte[] seed) {
        if (seed.length == 0) {
            return new byte[] {(byte) below(256)};
        }
        int at = below(seed.length);
        byte[] mutant = seed.clone();
        switch (below(3)) {
            case 0 -> mutant[at] ^= (byte) (1 << below(8));
            case 1 -> mutant[at] = (byte) below(256);
            default -> {
                int length = Math.min(seed.length - at, 1 + below(16));
                mutant = new byte[seed.length + length];
                System.arraycopy(seed, 0, mutant, 0, at + length);
                System.arraycopy(seed, at, mutant, at + length, seed.length - at);
            }
        }
        return mutant;
    }
}
