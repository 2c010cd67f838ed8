package org.suanchou.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.suanchou.source.Estimate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonWriterTest {
    private final StringWriter out = new StringWriter();

    private static void write(JsonWriter json) {
        json.object()
                .field("id", "昇腾 \"910B\"\n")
                .field("chips", 8)
                .field("mfu", 0.45)
                .object("none")
                .end()
                .array("steps")
                .value(1.0)
                .value(2.5)
                .end()
                .array("empty")
                .end()
                .field("sources", List.of("a", "b"))
                .field("usd", new Estimate(1, 2, 3))
                .field("known", false)
                .field("missing", (String) null)
                .end()
                .close();
    }

    @Test
    void prettyIsIndentedByTwoSpaces() {
        write(JsonWriter.pretty(out));
        assertThat(out.toString()).isEqualTo("""
                        {
                          "id": "昇腾 \\"910B\\"\\n",
                          "chips": 8,
                          "mfu": 0.45,
                          "none": {},
                          "steps": [
                            1,
                            2.5
                          ],
                          "empty": [],
                          "sources": [
                            "a",
                            "b"
                          ],
                          "usd": {
                            "low": 1,
                            "mid": 2,
                            "high": 3
                          },
                          "known": false,
                          "missing": null
                        }
                        """);
    }

    @Test
    void compactHasNoSpaces() {
        write(JsonWriter.compact(out));
        assertThat(out.toString())
                .isEqualTo("{\"id\":\"昇腾 \\\"910B\\\"\\n\",\"chips\":8,\"mfu\":0.45,\"none\":{},\"steps\":[1,2.5],"
                        + "\"empty\":[],\"sources\":[\"a\",\"b\"],\"usd\":{\"low\":1,\"mid\":2,\"high\":3},"
                        + "\"known\":false,\"missing\":null}\n");
    }

    /** JSON is whole, and harmless where it is shown. */
    @Test
    void whatWouldCommandATerminalIsEscaped() {
        String text = "\u001b[31m\u009b\u007f\u202e\u2066\u200f\uFEFF\u2028 算 \uD83D\uDE00 é";
        try (JsonWriter json = JsonWriter.compact(out)) {
            json.value(text);
        }
        assertThat(out.toString())
                .isEqualTo("\"\\u001B[31m\\u009B\\u007F\\u202E\\u2066\\u200F\\uFEFF\\u2028 算 \uD83D\uDE00 é\"\n");
        assertThat(tools.jackson.databind.json.JsonMapper.shared()
                        .readTree(out.toString())
                        .asString())
                .isEqualTo(text);
    }

    @Test
    void rootValuesStandOneALine() {
        try (JsonWriter json = JsonWriter.compact(out)) {
            json.object().field("a", 1).end().object().end();
        }
        assertThat(out.toString()).isEqualTo("{\"a\":1}\n{}\n");
    }

    @Test
    void wholeDoublesHaveNoFractionAndWhatJsonLacksIsNull() {
        double[] values = {0, -0.0, 1, -3, 989e12, 1e15, 1e20, 0.1, 1e-7, 3.35e12, Double.NaN, Double.POSITIVE_INFINITY
        };
        try (JsonWriter json = JsonWriter.compact(out)) {
            json.array();
            for (double value : values) {
                json.value(value);
            }
            json.end();
        }
        assertThat(out.toString())
                .isEqualTo("[0,0,1,-3,989000000000000,1.0E15,1.0E20,0.1,1.0E-7,3350000000000,null,null]\n");
    }

    @Test
    void everyFiniteDoubleIsReadBackExactly() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        double[] values = new double[2_000];
        try (JsonWriter json = JsonWriter.compact(out)) {
            json.array();
            for (int i = 0; i < values.length; i++) {
                double value = Double.longBitsToDouble(random.nextLong());
                values[i] = Double.isFinite(value) ? value : i;
                json.value(values[i]);
            }
            json.end();
        }
        JsonNode read = JsonMapper.shared().readTree(out.toString());
        for (int i = 0; i < values.length; i++) {
            assertThat(read.get(i).asDouble()).as("seed %d, value %d", seed, i).isEqualTo(values[i]);
        }
    }

    @Test
    void anObjectLeftOpenIsABug() {
        JsonWriter json = JsonWriter.compact(out);
        json.object().field("a", 1);
        assertThatThrownBy(json::close).isInstanceOf(IllegalStateException.class);
    }
}
