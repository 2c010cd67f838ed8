package org.suanchou.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.suanchou.cli.Arguments.Rejected;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.report.Rate;
import org.suanchou.text.Messages;
import org.suanchou.text.Refusals;
import org.suanchou.tree.BadInput;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line that says what is wrong with a command line: name, value, rule, advice. */
final class ErrorLine {
    private static final int MOST_SUGGESTIONS = 3;
    private static final Pattern OPTION = Pattern.compile("-{1,2}[A-Za-z][A-Za-z0-9-]*");
    private static final Pattern PLAIN = Pattern.compile("[+-]?[0-9.]{1,24}|" + OPTION.pattern());

    private final Messages messages;
    private final List<String> typed;

    ErrorLine(Messages messages, String[] typed) {
        this.messages = messages;
        this.typed = List.of(typed);
    }

    /** The path of the field, unless the message names it already, and the message. */
    static String of(BadInput e, Messages messages) {
        String message = Refusals.words(e.refusal(), messages, Rate.of(messages, null));
        return e.path().isEmpty() || message.contains(e.path()) ? message : e.path() + ": " + message;
    }

    String of(ParameterException e) {
        return switch (e) {
            case UnmatchedArgumentException unmatched -> unknown(unmatched);
            case MissingParameterException missing -> missing(missing);
            case OverwrittenOptionException twice -> messages.text("error.twice", name(twice.getOverwritten()));
            default -> rejected(e);
        };
    }

    private String unknown(UnmatchedArgumentException e) {
        CommandLine command = e.getCommandLine();
        String argument = e.getUnmatched().getFirst();
        boolean option = e.isUnknownOption();
        String what = option ? "option" : command.getSubcommands().isEmpty() ? "argument" : "command";
        // picocli gives options that begin alike, but every command, the nearest first
        List<String> near =
                e.getSuggestions().stream().limit(option ? MOST_SUGGESTIONS : 1).toList();
        String advice = near.isEmpty()
                ? messages.text("error.see_help", command.getCommandSpec().qualifiedName())
                : messages.text("error.did_you_mean", String.join(", ", near));
        return messages.text("error.with_advice", messages.text("error.unknown." + what, shown(argument)), advice);
    }

    private String missing(MissingParameterException e) {
        // picocli sees what is missing first; a misspelt option is the likelier reason
        for (String argument : typed) {
            String name = argument.substring(0, argument.indexOf('=') < 0 ? argument.length() : argument.indexOf('='));
            if (OPTION.matcher(name).matches()
                    && e.getCommandLine().getCommandSpec().findOption(name) == null) {
                return unknown(new UnmatchedArgumentException(e.getCommandLine(), List.of(argument)));
            }
        }
        ArgSpec first = e.getMissing().getFirst();
        if (first instanceof OptionSpec option && Arrays.stream(option.names()).anyMatch(this::isTyped)) {
            return messages.text("error.no_value", name(first), first.paramLabel());
        }
        return messages.text(
                "error.missing", e.getMissing().stream().map(this::name).collect(Collectors.joining(", ")));
    }

    private boolean isTyped(String option) {
        return typed.stream().anyMatch(t -> t.equals(option) || t.startsWith(option + "="));
    }

    private String rejected(ParameterException e) {
        ArgSpec argument = e.getArgSpec();
        if (argument == null || e.getValue() == null) {
            return String.valueOf(e.getMessage());
        }
        return messages.text("error.value", name(argument), shown(e.getValue()), rule(e, argument));
    }

    private String rule(ParameterException e, ArgSpec argument) {
        if (e.getCause() instanceof Rejected rejected) {
            return words(rejected.rule());
        }
        Class<?> type = argument.auxiliaryTypes().length > 0 ? argument.auxiliaryTypes()[0] : argument.type();
        if (type.isEnum()) {
            return words(Refusal.of(
                    Rule.ONE_OF,
                    Arrays.stream(type.getEnumConstants())
                            .map(c -> c.toString().toLowerCase(Locale.ROOT))
                            .toList()));
        }
        if (type == boolean.class || type == Boolean.class) {
            return words(Refusal.of(OptionRefusal.NO_VALUE));
        }
        return String.valueOf(e.getMessage());
    }

    private String words(Refusal rule) {
        return Refusals.words(rule, messages, Rate.of(messages, null));
    }

    /** {@code --tp} of an option, as it was typed; {@code MODEL} of a parameter. */
    private String name(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return argument.paramLabel();
        }
        return Arrays.stream(option.names()).filter(this::isTyped).findFirst().orElse(option.longestName());
    }

    /** Numbers and option names as they are, other text in quotes. */
    private static String shown(String value) {
        return PLAIN.matcher(value).matches() ? value : BadInput.quoted(value);
    }
}
