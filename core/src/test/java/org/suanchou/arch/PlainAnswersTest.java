package org.suanchou.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.suanchou.answer.ComparisonAnswer;
import org.suanchou.answer.TrainingAnswer;
import org.suanchou.refusal.Refusal;
import org.suanchou.words.Words;

/** An answer can be kept and shipped: it is made of records of numbers, words, enums, lists and maps, and of nothing live. */
class PlainAnswersTest {
    private static final Set<Class<?>> PLAIN =
            Set.of(String.class, Double.class, Long.class, Integer.class, Boolean.class);

    private static final Set<Class<?>> CONTAINERS = Set.of(List.class, Map.class, Set.class);

    @Test
    void answersHoldNothingLive() {
        Set<String> live = new TreeSet<>();
        Set<Type> seen = new HashSet<>();
        walk(TrainingAnswer.class, "training", live, seen);
        walk(ComparisonAnswer.class, "comparison", live, seen);
        assertThat(live).isEmpty();
        assertThat(seen).hasSizeGreaterThan(40);
    }

    private static void walk(Type type, String path, Set<String> live, Set<Type> seen) {
        if (type instanceof ParameterizedType generic) {
            if (!(generic.getRawType() instanceof Class<?> raw && CONTAINERS.contains(raw))) {
                live.add(path + ": " + type);
            }
            for (Type argument : generic.getActualTypeArguments()) {
                walk(argument, path, live, seen);
            }
        } else if (type instanceof Class<?> plain && seen.add(type)) {
            walkClass(plain, path, live, seen);
        }
    }

    private static void walkClass(Class<?> type, String path, Set<String> live, Set<Type> seen) {
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                // those of a refusal are numbers, names, quantities, refusals and lists of these; those of words, texts
                // and words
                boolean arguments = (type == Refusal.class || type == Words.class)
                        && component.getName().equals("arguments");
                if (!arguments) {
                    walk(component.getGenericType(), path + "." + component.getName(), live, seen);
                }
            }
        } else if (type.isSealed()) {
            for (Class<?> kind : type.getPermittedSubclasses()) {
                walk(kind, path + "(" + kind.getSimpleName() + ")", live, seen);
            }
        } else if (!type.isPrimitive() && !type.isEnum() && !PLAIN.contains(type) && type != Refusal.Code.class) {
            live.add(path + ": " + type.getName());
        }
    }
}
