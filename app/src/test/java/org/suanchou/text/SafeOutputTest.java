package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeOutputTest {
    private static String through(byte[] bytes, int piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream safe = SafeOutput.over(new PrintStream(out, false, StandardCharsets.UTF_8));
        for (int i = 0; i < bytes.length; i += piece) {
            safe.write(bytes, i, Math.min(piece, bytes.length - i));
        }
        safe.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String through(String text) {
        return through(text.getBytes(StandardCharsets.UTF_8), text.length() + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "001b, escape",
        "0000, null",
        "0007, bell",
        "0008, backspace",
        "000d, carriage return",
        "007f, delete",
        "0085, next line",
        "009b, control sequence introducer",
        "00ad, soft hyphen",
        "061c, Arabic letter mark",
        "200b, zero-width space",
        "200d, zero-width joiner",
        "200e, left-to-right mark",
        "200f, right-to-left mark",
        "2028, line separator",
        "2029, paragraph separator",
        "202a, left-to-right embedding",
        "202e, right-to-left override",
        "2066, left-to-right isolate",
        "2069, pop directional isolate",
        "feff, byte order mark",
        "e0041, tag"
    })
    void whatIsNotHarmlessIsAQuestionMark(String hex, String what) {
        String character = Character.toString(Integer.parseInt(hex, 16));
        assertThat(SafeText.isHarmless(character.codePointAt(0))).as(what).isFalse();
        assertThat(through("a" + character + "b")).as(what).isEqualTo("a?b");
        assertThat(through(character)).isEqualTo("?");
        assertThat(Table.printable("a" + character + "b")).as(what).matches("a[? ]b");
    }

    @Test
    void whatIsHarmlessPassesAsItIs() {
        String text = "算筹 单步耗时\tµs é ∞ ≥ — “x” \uD83D\uDE00 עברית العربية\nnext\n";
        for (int piece = 1; piece < 8; piece++) {
            assertThat(through(text.getBytes(StandardCharsets.UTF_8), piece)).isEqualTo(text);
        }
    }

    @Test
    void bytesThatAreNoTextNeverPass() {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            String out = through(bytes, 1 + random.nextInt(5));
            assertThat(out.codePoints().filter(c -> c != '\n' && c != '\t' && !SafeText.isHarmless(c)))
                    .isEmpty();
        }
    }
}
