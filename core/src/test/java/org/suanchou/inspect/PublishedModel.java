package org.suanchou.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One entry of {@code published.txt}.
 *
 * @param parameters the count; printed ones are in billions with their digits
 */
record PublishedModel(String name, Map<String, Object> config, String parameters, Count count) {
    /** How the count must be met: to the last weight, to the digits printed, to 0.02 %. */
    enum Count {
        EXACT,
        PRINTED,
        WITHIN
    }

    static List<PublishedModel> all() {
        List<PublishedModel> models = new ArrayList<>();
        String name = "";
        Map<String, Object> config = new LinkedHashMap<>();
        for (String line : text().lines().toList()) {
            if (line.startsWith("[")) {
                name = line.substring(1, line.length() - 1);
                config = new LinkedHashMap<>();
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" = ", 2);
                switch (parts[0]) {
                    case "parameters" -> models.add(new PublishedModel(name, config, parts[1], Count.EXACT));
                    case "billions" -> models.add(new PublishedModel(name, config, parts[1], Count.PRINTED));
                    case "within" -> models.add(new PublishedModel(name, config, parts[1], Count.WITHIN));
                    default -> put(config, parts[0], value(parts[1]));
                }
            }
        }
        return models;
    }

    static PublishedModel named(String name) {
        return all().stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
    }

    /** The configuration, to be changed by the test that asks for it. */
    Map<String, Object> changeable() {
        return new LinkedHashMap<>(config);
    }

    Map<String, Object> with(String field, Object value) {
        Map<String, Object> changed = changeable();
        changed.put(field, value);
        return changed;
    }

    Map<String, Object> without(String field) {
        Map<String, Object> changed = changeable();
        changed.remove(field);
        return changed;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> config, String path, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            config.put(path, value);
        } else {
            put(
                    (Map<String, Object>) config.computeIfAbsent(path.substring(0, dot), k -> new LinkedHashMap<>()),
                    path.substring(dot + 1),
                    value);
        }
    }

    private static Object value(String text) {
        if (text.startsWith("[")) {
            List<Object> list = new ArrayList<>();
            for (String item : text.substring(1, text.length() - 1).split(", ", -1)) {
                if (!item.isEmpty()) {
                    list.add(value(item));
                }
            }
            return list;
        }
        return switch (text) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> text.matches("\\d+") ? (Object) Long.valueOf(text) : text;
        };
    }

    private static String text() {
        try (InputStream in = PublishedModel.class.getResourceAsStream("published.txt")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
