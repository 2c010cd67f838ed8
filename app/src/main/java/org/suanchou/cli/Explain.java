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
    MEMORY;

    private static final String WORD = "memory";

    static final class Converter implements ITypeConverter<Explain> {
        @Override
        public Explain convert(String value) {
            if (value.isEmpty()) {
                return ALL;
            }
            if (value.equals(WORD)) {
                return MEMORY;
            }
            throw new Arguments.Rejected("rule.one_of", WORD);
        }
    }

    /** The word after {@code --explain} is its value only where it is {@code memory}; else it may be the model. */
    static final class OwnWord implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            boolean apart = " ".equals(info.get("separator"));
            if (apart && (args.isEmpty() || !args.peek().equals(WORD))) {
                args.push("");
            }
            return false;
        }
    }
}
