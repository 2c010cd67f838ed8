package org.suanchou.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

public class TreeCodecTest {
    @Test
    void anyTreeComesBack() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Tree tree = new Tree("x", "", value(random, 0));
            assertThat(TreeCodec.decode("x", TreeCodec.encode(tree)).value())
                    .as("seed %d, case %d", seed, i)
                    .isEqualTo(tree.value());
        }
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 5 ? 6 : 8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> (long) random.nextInt(300) - 150;
            case 4 ->
                random.nextBoolean() ? random.nextDouble() : Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            case 5 -> random.nextInt(3) == 0 ? "算筹 \uD83E\uDDEE" : "s" + random.nextInt(40);
            case 6 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put("k" + random.nextInt(30), value(random, depth + 1));
                }
                yield map;
            }
        };
    }

    @Test
    void extremesComeBack() {
        Object value = List.of(
                Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L, Double.MIN_VALUE, -0.0, "", "x".repeat(70_000), Map.of());
        assertThat(TreeCodec.decode("x", TreeCodec.encode(new Tree("x", "", value)))
                        .value())
                .isEqualTo(value);
    }

    @Test
    void fieldsKeepTheirOrder() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key : List.of("z", "a", "m", "b")) {
            map.put(key, 1L);
        }
        Tree back = TreeCodec.decode("x", TreeCodec.encode(new Tree("x", "", map)));
        assertThat(back.fields()).containsExactly("z", "a", "m", "b");
    }

    @Test
    void otherBytesAreRefused() {
        assertThatThrownBy(() -> TreeCodec.decode("x", new byte[40])).isInstanceOf(IllegalStateException.class);
    }
}
