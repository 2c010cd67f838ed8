package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

public class MainTest {
    /** What one run printed and returned. */
    public record Ran(int exitCode, String out, String err) {
        static Ran of(String... args) {
            return in(Map.of(), args);
        }

        static Ran in(Map<String, String> environment, String... args) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exitCode = Main.run(
                    args,
                    new PrintStream(out, false, StandardCharsets.UTF_8),
                    new PrintStream(err, false, StandardCharsets.UTF_8),
                    environment);
            return new Ran(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--foo | error: unknown option --foo; see suanchou --help",
                "catlog | error: unknown command 'catlog'; did you mean catalog?",
                "--lang en plam | error: unknown command 'plam'; did you mean plan?",
                "help catlog | error: unknown command 'catlog'; did you mean catalog?",
                "version 2 | error: unknown argument 2; see suanchou version --help",
                "catalog --jsn | error: unknown option --jsn; did you mean --json?",
                "catalog -tp 8 | error: unknown option -tp; see suanchou catalog --help",
                "catalog chips a b | error: unknown argument 'b'; see suanchou catalog --help",
                "catalog --lang | error: --lang has no value; give it LANG",
                "catalog --json --json | error: --json is given twice",
                "catalog --json=3 | error: --json is 3; it takes no value",
                "plan --use-all=3 | error: --use-all is 3; it takes no value",
                "plan --sequence-parallel=maybe | error: --sequence-parallel is 'maybe'; it takes no value",
                "--lang fr catalog | error: --lang is 'fr'; it must be one of en, zh",
                "--lang=zh catalog --jsn | 错误：未知选项 --jsn；是不是 --json？",
                "catalog --lang zh --jsn | 错误：未知选项 --jsn；是不是 --json？",
            })
    void nonsenseIsOneClearLineAndExitCodeTwo(String typed, String line) {
        Ran ran = Ran.of(typed.split(" "));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isEqualTo(line + System.lineSeparator());
    }

    @Test
    void withoutACommandTheHelpComesAsAnError() {
        Ran ran = Ran.of();
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("Usage: suanchou").contains("catalog");
    }

    @Test
    void helpAndVersionAreAnswers() {
        assertThat(Ran.of("--help").exitCode()).isZero();
        assertThat(Ran.of("--help").out()).contains("Usage: suanchou");
        assertThat(Ran.of("catalog", "-h").out()).contains("suanchou catalog");
        assertThat(Ran.of("-h", "catalog").out()).contains("suanchou catalog");
        assertThat(Ran.of("-V").out()).startsWith("suanchou ");
        assertThat(Ran.of("catalog", "--version").exitCode()).isZero();
        assertThat(Ran.of("--lang", "zh", "--help").out()).contains("用法").doesNotContain("Usage");
    }

    @Test
    void helpAndVersionAreCommandsToo() {
        assertThat(Ran.of("version")).isEqualTo(Ran.of("--version"));
        assertThat(Ran.of("help")).isEqualTo(Ran.of("--help"));
        for (String verb :
                new String[] {"plan", "estimate", "compare", "validate", "calibrate", "catalog", "version"}) {
            Ran help = Ran.of("help", verb);
            assertThat(help).isEqualTo(Ran.of(verb, "--help"));
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).contains("Usage: suanchou " + verb);
            assertThat(Ran.of("help").out()).contains("\n  " + verb + " ");
        }
        assertThat(Ran.of("--lang", "zh", "help", "plan").out())
                .isEqualTo(Ran.of("plan", "-h", "--lang=zh").out());
    }

    /** A folder may be called as a command is. */
    @Test
    void theValueOfAnOptionIsNoCommand() {
        Ran ran = Ran.of("--catalog", "plan", "catalog", "--help");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("Usage: suanchou catalog");
    }

    @Test
    void languageComesFromTheEnvironmentUnlessAsked() {
        Map<String, String> chinese = Map.of("LANG", "zh_CN.UTF-8");
        assertThat(Ran.in(chinese, "--help").out()).contains("用法");
        assertThat(Ran.in(chinese, "--help", "--lang=en").out()).contains("Usage");
        Ran unknown = Ran.in(Map.of("SUANCHOU_LANG", "fr"), "--help");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).startsWith("error: SUANCHOU_LANG is 'fr'; it must be one of en, zh");
    }

    @ParameterizedTest
    @EnumSource
    void everyCommandAndOptionIsDescribed(Language language) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLine program = Main.program(new Invocation(nowhere, nowhere, false, Map.of(), Messages.in(language)));
        Deque<CommandLine> commands = new ArrayDeque<>();
        commands.add(program);
        while (!commands.isEmpty()) {
            CommandLine command = commands.poll();
            commands.addAll(command.getSubcommands().values());
            String name = command.getCommandSpec().qualifiedName();
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
            for (ArgSpec argument : command.getCommandSpec().args()) {
                assertThat(String.join("", Arrays.asList(argument.description())))
                        .as("%s %s", name, argument)
                        .isNotBlank();
                // a label such as <kind> would show a field's name
                assertThat(argument.isOption() && argument.arity().max() == 0 ? "" : argument.paramLabel())
                        .as("%s %s", name, argument)
                        .doesNotContain("<");
            }
            assertThat(command.getUsageMessage()).as(name).isNotBlank();
        }
    }

    /** Standard output that fails on the first byte, as {@link StandardOutput} does. */
    private static PrintStream failing(String reason) {
        return new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new StandardOutput.Failure(new IOException(reason));
                    }
                },
                false,
                StandardCharsets.UTF_8);
    }

    @Test
    void aReaderThatLeftIsNoError() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(
                new String[] {"--help"},
                failing("Broken pipe"),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        assertThat(exitCode).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aFullDiskIsAnError() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(
                new String[] {"--help"},
                failing("No space left on device"),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of());
        assertThat(exitCode).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("error: can't write to standard output: No space left on device" + System.lineSeparator());
    }

    @Test
    void aBugIsOneLineAndItsTraceOnlyWhereAskedFor() {
        PrintStream broken = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new IllegalStateException("impossible");
                    }
                },
                false,
                StandardCharsets.UTF_8);
        for (boolean traced : new boolean[] {false, true}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exitCode = Main.run(
                    new String[] {"--help"},
                    broken,
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    traced ? Map.of("SUANCHOU_TRACE", "1") : Map.of());
            assertThat(exitCode).isEqualTo(3);
            String said = err.toString(StandardCharsets.UTF_8);
            assertThat(said).contains("error: internal error").contains("impossible");
            assertThat(said.contains("\tat ")).isEqualTo(traced);
        }
    }
}
