package org.suanchou.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.suanchou.model.Transformer;

/** Whatever stands in a configuration, the answer is a network with a sane count or a refusal with a path. */
class HostileConfigProperties {
    private static final List<Object> HOSTILE = Arrays.asList(
            null,
            -1L,
            0L,
            1L,
            3L,
            4097L,
            65_536L,
            100_000L,
            1L << 20,
            (1L << 31) - 1,
            1L << 31,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1e308,
            -0.0,
            0.5,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            "",
            "4096",
            "x".repeat(10_000),
            true,
            false,
            List.of(),
            Arrays.asList(1L, null, "full_attention"),
            Map.of("model_type", "llama"));

    @Test
    void anySingleFieldMayBeAnything() {
        for (PublishedModel model : PublishedModel.all()) {
            for (String field : fields(model.config(), "")) {
                for (Object value : HOSTILE) {
                    readOrRefuse(replaced(model.config(), field, value), model + " with " + field);
                }
            }
        }
    }

    @Test
    void severalFieldsMayBeAnythingAtOnce() {
        long seed = Long.getLong("suanchou.seed", 20_261_123L);
        System.out.println("HostileConfigProperties seed " + seed);
        Random random = new Random(seed);
        List<PublishedModel> models = PublishedModel.all();
        for (int round = 0; round < 20_000; round++) {
            PublishedModel model = models.get(random.nextInt(models.size()));
            List<String> fields = fields(model.config(), "");
            Map<String, Object> config = model.config();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                String field = fields.get(random.nextInt(fields.size()));
                config = replaced(config, field, HOSTILE.get(random.nextInt(HOSTILE.size())));
            }
            readOrRefuse(config, model + ", round " + round);
        }
    }

    private static void readOrRefuse(Map<String, Object> config, String what) {
        try {
            Transformer model = HuggingFaceConfig.read(config, "model");
            assertThat(model.parameters()).as(what).isPositive();
            assertThat(model.activeParameters()).as(what).isBetween(1L, model.parameters());
        } catch (InvalidConfig e) {
            assertThat(e.path()).as(what).isNotEmpty();
            assertThat(e.getMessage()).as(what).startsWith(e.path()).hasSizeLessThan(2000);
        } catch (RuntimeException e) {
            fail(what + " ended in " + e, e);
        }
    }

    private static List<String> fields(Map<String, Object> config, String prefix) {
        List<String> fields = new ArrayList<>();
        config.forEach((field, value) -> {
            fields.add(prefix + field);
            if (value instanceof Map<?, ?> inner) {
                inner.keySet().forEach(key -> fields.add(prefix + field + "." + key));
            }
        });
        return fields;
    }

    private static Map<String, Object> replaced(Map<String, Object> config, String path, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(config);
        int dot = path.indexOf('.');
        if (dot < 0) {
            changed.put(path, value);
        } else if (changed.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
            Map<String, Object> innerCopy = new LinkedHashMap<>();
            inner.forEach((key, old) -> innerCopy.put((String) key, old));
            innerCopy.put(path.substring(dot + 1), value);
            changed.put(path.substring(0, dot), innerCopy);
        }
        return changed;
    }
}
