package org.suanchou.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * One line on the terminal that tells how far long work is, and is gone when it ends.
 *
 * <p>Nothing shows in the first second, nor where standard error is no terminal. {@link #accept} may be called from any
 * thread; it costs a clock reading, so call it per thousand items rather than per item.
 */
final class Progress implements LongConsumer, AutoCloseable {
    private static final long QUIET_NANOSECONDS = 1_000_000_000L;
    private static final int REFRESH_MILLISECONDS = 200;
    private static final int COLUMNS = 79;

    private final String task;
    private final long total;
    private final @Nullable PrintStream terminal;
    private final long quietNanoseconds;
    private final long begun = System.nanoTime();
    private volatile @Nullable ProgressBar bar;
    private boolean closed;

    /**
     * Work of {@code total} items.
     *
     * @param total items in all, or -1 where unknown
     * @param terminal null for no display
     */
    Progress(String task, long total, @Nullable PrintStream terminal) {
        this(task, total, terminal, QUIET_NANOSECONDS);
    }

    Progress(String task, long total, @Nullable PrintStream terminal, long quietNanoseconds) {
        this.task = task;
        this.total = total;
        this.terminal = terminal;
        this.quietNanoseconds = quietNanoseconds;
    }

    /** True where people watch this process' standard error. */
    static boolean errorIsTerminal() {
        Path descriptor = Path.of("/proc/self/fd/2");
        if (Files.isSymbolicLink(descriptor)) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        java.io.Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** {@code done} items are done, of all; never falls. */
    @Override
    public void accept(long done) {
        if (terminal == null) {
            return;
        }
        ProgressBar shown = bar;
        if (shown == null && System.nanoTime() - begun >= quietNanoseconds) {
            shown = show(terminal);
        }
        if (shown != null) {
            shown.stepTo(done);
        }
    }

    private synchronized @Nullable ProgressBar show(PrintStream on) {
        if (bar == null && !closed) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(REFRESH_MILLISECONDS)
                    .setConsumer(new Line(on))
                    .build();
        }
        return bar;
    }

    /**
     * The line itself. The library's own consumers end it with an empty line, and ask for the terminal's width, which
     * loads JLine and its native code.
     */
    private record Line(PrintStream terminal) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return COLUMNS;
        }

        @Override
        public void accept(String frame) {
            terminal.print("\r" + frame);
            terminal.flush();
        }

        @Override
        public void clear() {
            accept(" ".repeat(COLUMNS) + "\r");
        }

        @Override
        public void close() {
            terminal.flush();
        }
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        closed = true;
        ProgressBar shown = bar;
        if (shown != null && terminal != null) {
            shown.close();
            // not left to the library: it forgets to where work ends before the first frame
            new Line(terminal).clear();
            bar = null;
        }
    }
}
