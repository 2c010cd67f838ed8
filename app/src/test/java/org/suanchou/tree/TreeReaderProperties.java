package org.suanchou.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

public class TreeReaderProperties {
    private static final String[] PIECES = {
        "a",
        "b: ",
        "- ",
        "\n",
        "  ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "? ",
        ": ",
        "&x ",
        "*x",
        "!!str ",
        "!y ",
        "|\n",
        ">-\n",
        "'",
        "\"",
        "\\",
        "%YAML 1.2\n",
        "---\n",
        "...\n",
        "# c\n",
        "<<: ",
        "1",
        "1.5e9",
        ".nan",
        "0x1F",
        "null",
        "~",
        "\t",
        "\u0000",
        "\uFEFF",
        "\u2028",
        "\uD800",
        "算",
        "@",
        "`",
        "!<",
        ">",
        "-.inf",
        "999999999999999999999999",
        "1e400"
    };

    /** Text is either a tree or a {@link BadInput}: nothing else comes out. */
    @Test
    void anyTextIsReadOrRefused() {
        long seed = 25_11_2026;
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 40_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(14); n > 0; n--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(10) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read += attempt(seed, i, bytes, true) + attempt(seed, i, bytes, false);
        }
        assertThat(read).isGreaterThan(1000);
    }

    private static int attempt(long seed, int i, byte[] bytes, boolean yaml) {
        try {
            Tree tree = yaml ? TreeReader.yaml("x", bytes) : TreeReader.json("x", bytes);
            assertThat(TreeCodec.decode("x", TreeCodec.encode(tree)).value()).isEqualTo(tree.value());
            return 1;
        } catch (BadInput refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return 0;
        } catch (RuntimeException e) {
            return fail("seed " + seed + ", case " + i + ": " + new String(bytes, StandardCharsets.UTF_8), e);
        }
    }
}
