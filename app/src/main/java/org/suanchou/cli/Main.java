package org.suanchou.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Rule;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.text.SafeOutput;
import org.suanchou.text.Table;
import org.suanchou.tree.BadInput;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The program {@code suanchou}.
 *
 * <p>Exit codes: 0 answered, 1 infeasible, 2 bad input, 3 internal error.
 */
public final class Main {
    static final int ANSWERED = 0;
    static final int INFEASIBLE = 1;
    static final int BAD_INPUT = 2;
    static final int INTERNAL_ERROR = 3;

    private Main() {}

    /** Runs the program and ends the process with its exit code. */
    public static void main(String[] args) {
        // whatever a library formats, it formats alike on every machine
        Locale.setDefault(Locale.ROOT);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(args, StandardOutput.open(), err, Progress.errorIsTerminal(), System.getenv()));
    }

    /** Runs the program; returns its exit code. Both streams are flushed. */
    public static int run(String[] args, PrintStream out, PrintStream err, Map<String, String> environment) {
        return run(args, out, err, false, environment);
    }

    private static int run(
            String[] args, PrintStream out, PrintStream err, boolean watched, Map<String, String> environment) {
        Messages messages = Messages.in(spoken(args, environment));
        int exitCode = exitCode(args, new Invocation(SafeOutput.over(out), err, watched, environment, messages));
        err.flush();
        return exitCode;
    }

    private static int exitCode(String[] args, Invocation invocation) {
        Messages messages = invocation.messages();
        try {
            int exitCode = answer(invocation, args);
            invocation.out().flush();
            for (String note : invocation.notes()) {
                invocation.err().println(Table.printable(note));
            }
            return exitCode;
        } catch (ParameterException e) {
            return fail(invocation, new ErrorLine(messages, args).of(e), BAD_INPUT);
        } catch (BadInput e) {
            return fail(invocation, ErrorLine.of(e, messages), BAD_INPUT);
        } catch (StandardOutput.Failure e) {
            return e.readerLeft()
                    ? ANSWERED
                    : fail(invocation, messages.text("error.output", String.valueOf(e.getMessage())), INTERNAL_ERROR);
        } catch (Throwable e) {
            if (invocation.environment().getOrDefault("SUANCHOU_TRACE", "").equals("1")) {
                e.printStackTrace(invocation.err());
            }
            return fail(invocation, messages.text("error.internal", e), INTERNAL_ERROR);
        }
    }

    private static int answer(Invocation invocation, String[] args) throws Exception {
        String asked = invocation.environment().getOrDefault("SUANCHOU_LANG", "");
        if (!asked.isEmpty() && Language.of(asked) == null) {
            throw new BadInput(
                    "SUANCHOU_LANG",
                    Rule.value("SUANCHOU_LANG", BadInput.quoted(asked), Rule.ONE_OF, List.of("en", "zh")));
        }
        CommandLine program = program(invocation, args);
        ParseResult parsed = program.parseArgs(args);
        boolean help = parsed.isUsageHelpRequested();
        boolean version = parsed.isVersionHelpRequested();
        while (parsed.subcommand() != null) {
            parsed = parsed.subcommand();
            help |= parsed.isUsageHelpRequested();
            version |= parsed.isVersionHelpRequested();
        }
        CommandLine command = parsed.commandSpec().commandLine();
        if (version) {
            return version(invocation);
        }
        if (help) {
            invocation.out().print(command.getUsageMessage(Ansi.OFF));
            return ANSWERED;
        }
        if (command == program) {
            invocation.err().print(program.getUsageMessage(Ansi.OFF));
            return BAD_INPUT;
        }
        Callable<Integer> verb = command.getCommand();
        return verb.call();
    }

    /** The command line's grammar, with texts in the language of the invocation. */
    static CommandLine program(Invocation invocation) {
        return program(invocation, new String[0]);
    }

    /** The grammar of the one verb that is given, for picocli takes its time over each; of all where none is. */
    private static CommandLine program(Invocation invocation, String[] args) {
        CommandLine program = new CommandLine(invocation);
        Map<String, Supplier<Callable<Integer>>> verbs = verbs(invocation);
        Supplier<Callable<Integer>> given = verbs.get(firstWord(program, args));
        if (given != null) {
            program.addSubcommand(grammar(given.get()));
        } else {
            verbs.values().forEach(verb -> program.addSubcommand(grammar(verb.get())));
        }
        HelpGroups.apply(program, invocation.messages());
        // settings reach the subcommands that are there already
        return program.setResourceBundle(invocation.messages().bundle())
                .setPosixClusteredShortOptionsAllowed(false)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false);
    }

    private static CommandLine grammar(Callable<Integer> verb) {
        CommandLine command = new CommandLine(verb);
        if (verb instanceof Asking asking) {
            asking.addFields(command.getCommandSpec());
        }
        return command;
    }

    /** The first argument that is neither an option nor an option's value; empty where there is none. */
    private static String firstWord(CommandLine program, String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("-")) {
                return args[i];
            }
            OptionSpec option = program.getCommandSpec().findOption(args[i]);
            if (option != null) {
                i += option.arity().min();
            }
        }
        return "";
    }

    private static Map<String, Supplier<Callable<Integer>>> verbs(Invocation invocation) {
        Map<String, Supplier<Callable<Integer>>> verbs = new LinkedHashMap<>();
        verbs.put("plan", () -> new PlanCommand(invocation));
        verbs.put("estimate", () -> new EstimateCommand(invocation));
        verbs.put("compare", () -> new CompareCommand(invocation));
        verbs.put("validate", () -> new ValidateCommand(invocation));
        verbs.put("calibrate", () -> new CalibrateCommand(invocation));
        verbs.put("catalog", () -> new CatalogCommand(invocation));
        verbs.put("help", () -> new HelpCommand(invocation));
        verbs.put("version", () -> new VersionCommand(invocation));
        return verbs;
    }

    private static int fail(Invocation invocation, String line, int exitCode) {
        invocation.err().println(invocation.messages().text("error.line", Table.printable(line)));
        return exitCode;
    }

    /** Read before the command line is, for errors in it are told in that language. */
    private static Language spoken(String[] args, Map<String, String> environment) {
        Language language = null;
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith("--lang=")) {
                language = Language.of(args[i].substring("--lang=".length()));
            } else if (args[i].equals("--lang") && i + 1 < args.length) {
                language = Language.of(args[i + 1]);
            }
        }
        return language == null ? Language.preferred(environment) : language;
    }

    /** Prints the version. */
    static int version(Invocation invocation) {
        @Nullable String version = Main.class.getPackage().getImplementationVersion();
        invocation
                .out()
                .println("suanchou " + (version == null ? "(unpackaged)" : version) + ", Java " + Runtime.version());
        return ANSWERED;
    }
}
