package org.suanchou.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code suanchou help [COMMAND]}: what {@code --help} prints, of the program or of one command. */
@Command(name = "help")
final class HelpCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", arity = "0..1", paramLabel = "COMMAND", descriptionKey = "option.command")
    private @Nullable String command;

    HelpCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        CommandLine program = Main.program(invocation);
        CommandLine asked = command == null ? program : program.getSubcommands().get(command);
        if (asked == null) {
            throw new UnmatchedArgumentException(program, List.of(String.valueOf(command)));
        }
        invocation.out().print(asked.getUsageMessage(Ansi.OFF));
        return Main.ANSWERED;
    }
}
