package org.suanchou.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.suanchou.ask.Field;
import org.suanchou.text.Messages;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options of a command in groups, as {@code --help} lists them: what is asked, the plan, limits, money, output, the rest. */
final class HelpGroups {
    /** Names of options by the key of their group's head. An option in none of them stands in the last. */
    private static final Map<String, List<String>> GROUPS = groups();

    private static final String REST = "help.rest";

    private HelpGroups() {}

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Field.Group group : Field.Group.values()) {
            List<String> options = new ArrayList<>();
            if (group == Field.Group.QUESTION) {
                options.add("--train");
            }
            Arrays.stream(Field.values())
                    .filter(field -> field.group() == group)
                    .forEach(field -> options.add("--" + field.id()));
            if (group == Field.Group.OUTPUT) {
                options.addAll(List.of(
                        "--explain", "--timeline", "--force", "--json", "--csv", "--wide", "--currency", "--lang"));
            }
            groups.put("help." + group.name().toLowerCase(Locale.ROOT), options);
        }
        return groups;
    }

    /** Has the help of a command and of all below it list options by group. */
    static void apply(CommandLine command, Messages messages) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> list(help, messages));
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
        command.getSubcommands().values().forEach(below -> apply(below, messages));
    }

    private static String list(Help help, Messages messages) {
        List<OptionSpec> left = new ArrayList<>(help.commandSpec().options());
        left.removeIf(OptionSpec::hidden);
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((head, names) -> {
            List<OptionSpec> group = left.stream()
                    .filter(option -> place(option, names) >= 0)
                    .sorted(Comparator.comparingInt(option -> place(option, names)))
                    .toList();
            left.removeAll(group);
            list(text, help, messages.text(head), group);
        });
        list(text, help, messages.text(REST), left);
        return text.toString();
    }

    private static int place(OptionSpec option, List<String> names) {
        return Arrays.stream(option.names()).mapToInt(names::indexOf).max().orElse(-1);
    }

    private static void list(StringBuilder text, Help help, String head, List<OptionSpec> options) {
        if (!options.isEmpty()) {
            Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(String.format("%n%s%n", head)).append(layout);
        }
    }
}
