package org.suanchou.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code suanchou version}: what {@code --version} prints. */
@Command(name = "version")
final class VersionCommand implements Callable<Integer> {
    private final Invocation invocation;

    VersionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        return Main.version(invocation);
    }
}
