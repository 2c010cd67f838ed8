package org.suanchou.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Naming;
import org.suanchou.report.Rate;
import org.suanchou.text.Currency;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Language;
import org.suanchou.text.Messages;
import org.suanchou.text.Refusals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** One run of the program: where it writes, in which language, and the options that every command has. */
@Command(name = "suanchou")
final class Invocation {
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final Messages messages;
    private final boolean watched;
    private @Nullable Catalog catalog;

    @Option(
            names = "--lang",
            paramLabel = "LANG",
            descriptionKey = "option.lang",
            scope = ScopeType.INHERIT,
            converter = Arguments.SpokenLanguage.class)
    private @Nullable Language language;

    @Option(names = "--catalog", paramLabel = "DIR", descriptionKey = "option.catalog", scope = ScopeType.INHERIT)
    private @Nullable Path overlay;

    @Option(names = "--wide", descriptionKey = "option.wide", scope = ScopeType.INHERIT)
    private boolean wide;

    @Option(
            names = "--currency",
            paramLabel = "C",
            descriptionKey = "option.currency",
            scope = ScopeType.INHERIT,
            converter = Arguments.OfCurrency.class)
    private @Nullable Currency currency;

    @Option(
            names = {"-h", "--help"},
            descriptionKey = "option.help",
            usageHelp = true,
            scope = ScopeType.INHERIT)
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            descriptionKey = "option.version",
            versionHelp = true,
            scope = ScopeType.INHERIT)
    private boolean version;

    /** @param watched people see {@code err} on a terminal */
    Invocation(PrintStream out, PrintStream err, boolean watched, Map<String, String> environment, Messages messages) {
        this.out = out;
        this.err = err;
        this.watched = watched;
        this.environment = environment;
        this.messages = messages;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    Map<String, String> environment() {
        return environment;
    }

    Messages messages() {
        Messages money = currency == null ? messages : messages.in(currency);
        return wide ? money.wide() : money;
    }

    /** The built-in catalogue with the entries of {@code --catalog} over it. */
    Catalog catalog() {
        if (catalog == null) {
            catalog = overlay == null ? Catalog.builtIn() : Catalog.builtIn().overlay(overlay);
        }
        return catalog;
    }

    /** What an answer that was given left out, for people to know: files of {@code --catalog} with mistakes. */
    List<String> notes() {
        return catalog == null
                ? List.of()
                : catalog.setAside().stream()
                        .map(issue -> messages.text(
                                "note.set_aside",
                                issue.placed(Refusals.words(issue.wrong(), messages, Rate.of(messages, null)))))
                        .toList();
    }

    /** That catalogue for an answer: people see chips and systems by their names in their language, programs don't. */
    Catalog catalog(boolean people) {
        return people
                ? catalog()
                        .naming(new Naming(
                                messages.language().id(),
                                (chips, chip) -> messages.text("name.node", chips, chip),
                                (system, chip) -> messages.text("name.other_chip", system, chip),
                                rate -> messages.text("note.in_yuan", rate),
                                (first, second) -> messages.text("note.both", first, second)))
                : catalog();
    }

    /** The folder of {@code --catalog}; null where none was given. */
    @Nullable
    Path overlay() {
        return overlay;
    }

    /** JSON on standard output; close it at the end. */
    JsonWriter json() {
        return JsonWriter.pretty(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Where a {@link Progress} may draw; null where no one watches. */
    @Nullable
    PrintStream progressTerminal() {
        return watched ? err : null;
    }
}
