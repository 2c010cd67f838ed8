package org.suanchou.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanchou.cli.MainTest.Ran;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.text.TerminalWidth;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command: options in groups, each once, and two examples that parse. */
class HelpTest {
    private static CommandLine program(Language language) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Main.program(new Invocation(nowhere, nowhere, false, Map.of(), Messages.in(language)));
    }

    private static List<String> examples(String help) {
        return help.lines()
                .filter(line -> line.startsWith("  suanchou "))
                .map(String::strip)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyOptionStandsInOneGroup(Language language) {
        for (String verb : program(language).getSubcommands().keySet()) {
            String help = Ran.of("--lang", language.id(), verb, "--help").out();
            for (OptionSpec option : program(language)
                    .getSubcommands()
                    .get(verb)
                    .getCommandSpec()
                    .options()) {
                String name = option.longestName();
                long heads = help.replace("[no-]", "")
                        .lines()
                        .filter(line -> line.startsWith("  ")
                                && List.of(line.strip().split("[ ,=\\[]+")).contains(name))
                        .count();
                assertThat(heads).as("%s %s", verb, name).isPositive();
            }
            assertThat(help.lines().mapToInt(TerminalWidth::of).max().orElse(0))
                    .as(help)
                    .isLessThanOrEqualTo(100);
        }
        String plan = Ran.of("--lang", language.id(), "plan", "--help").out();
        List<String> heads = language == Language.EN
                ? List.of(
                        "What is trained, and on what:",
                        "Goal and limits:",
                        "Prices, site and failures:",
                        "The plan (",
                        "Output:",
                        "Other options:")
                : List.of("训练什么、用什么训练：", "目标与限制：", "价格、场地与故障：", "训练方案（", "输出：", "其他选项：");
        assertThat(plan).containsSubsequence(heads);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyCommandHasTwoExamplesThatParse(Language language) {
        List<String> helps = new ArrayList<>(
                List.of(Ran.of("--lang", language.id(), "--help").out()));
        program(language)
                .getSubcommands()
                .keySet()
                .forEach(verb -> helps.add(
                        Ran.of("--lang", language.id(), verb, "--help").out()));
        for (String help : helps) {
            List<String> examples = examples(help);
            assertThat(examples).as(help).hasSizeGreaterThanOrEqualTo(2);
            for (String example : examples) {
                String[] words = example.substring("suanchou ".length()).split(" ");
                assertThat(program(language).parseArgs(words).subcommand())
                        .as(example + Arrays.toString(words))
                        .isNotNull();
            }
        }
    }
}
