package org.suanchou.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.ask.AssumedValues;
import org.suanchou.ask.Field;
import org.suanchou.ask.Form;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** Options of a command that are fields of a question: made from the table of fields, kept as they were typed. */
final class FieldOptions {
    private final Map<Field, Object> typed = new EnumMap<>(Field.class);

    /** Gives a command an option for each of these fields, but for those that no option gives. */
    void addTo(CommandSpec command, Set<Field> fields) {
        for (Field field : fields) {
            switch (field.form()) {
                case Form.Systems s -> {}
                case Form.Flag f -> command.addOption(flag(field).build());
                case Form.Truth t ->
                    command.addOption(flag(field).negatable(true).build());
                case Form.Assumed a ->
                    command.addOption(option(field)
                            .type(List.class)
                            .auxiliaryTypes(String.class)
                            .splitRegex(",")
                            .build());
                default -> {
                    if (field != Field.MODEL) {
                        command.addOption(option(field).type(String.class).build());
                    }
                }
            }
        }
    }

    private OptionSpec.Builder flag(Field field) {
        return option(field).type(Boolean.class);
    }

    private OptionSpec.Builder option(Field field) {
        List<String> names = new ArrayList<>();
        field.names().forEach(name -> names.add("--" + name));
        Kept kept = new Kept(field);
        return OptionSpec.builder(names.toArray(String[]::new))
                .paramLabel(field.label())
                .descriptionKey(field.help())
                .getter(kept)
                .setter(kept);
    }

    /** Where picocli puts what was typed for a field. */
    private final class Kept implements IGetter, ISetter {
        private final Field field;

        private Kept(Field field) {
            this.field = field;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        public <T> @Nullable T get() {
            return (T) typed.get(field);
        }

        @Override
        public <T> T set(T value) {
            if (value == null) {
                typed.remove(field);
            } else {
                typed.put(field, value);
            }
            return value;
        }
    }

    /** What was typed, by the fields' names. */
    Map<String, Object> typed() {
        Map<String, Object> values = new LinkedHashMap<>();
        typed.forEach((field, value) ->
                values.put(field.id(), value instanceof List<?> assumed ? AssumedValues.of(assumed) : value));
        return values;
    }
}
