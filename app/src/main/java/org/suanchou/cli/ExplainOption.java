package org.suanchou.cli;

import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.suanchou.answer.Explain;
import org.suanchou.refusal.Rule;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** {@code --explain}, with or without the part that it takes apart. */
final class ExplainOption {

    private static final Map<String, Explain> WORDS = Map.of("memory", Explain.MEMORY, "run", Explain.RUN);

    private ExplainOption() {}

    static final class Converter implements ITypeConverter<Explain> {
        @Override
        public Explain convert(String value) {
            if (value.isEmpty()) {
                return Explain.ALL;
            }
            Explain part = WORDS.get(value);
            if (part == null) {
                throw new Arguments.Rejected(Rule.ONE_OF, List.of("memory", "run"));
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
