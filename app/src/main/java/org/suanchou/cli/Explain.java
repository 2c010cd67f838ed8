package org.suanchou.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What of an answer is taken apart. */
enum Explain {
    NOTHING,
    ALL,
    MEMORY,
    RUN;

    private static final Map<String, Explain> WORDS = Map.of("memory", MEMORY, "run", RUN);

    static final class Converter implements ITypeConverter<Explain> {
        @Override
        public Explain convert(String value) {
            if (value.isEmpty()) {
                return ALL;
            }
            Explain part = WORDS.get(value);
            if (part == null) {
                throw new Arguments.Rejected("rule.one_of", "memory, run");
            }
            return part;
        }
    }

    /** The word after {@code --explain} is its value only where it names a part; else it may be the model. */
    static final class OwnWord implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            boolean apart = " ".equals(info.get("separator"));
            if (apart && (args.isEmpty() || !WORDS.containsKey(args.peek()))) {
                args.push("");
            }
            return false;
        }
    }
}
