package org.suanchou.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Catalog;
import org.suanchou.refusal.Rule;
import org.suanchou.report.CatalogTables;
import org.suanchou.report.EntrySheet;
import org.suanchou.text.JsonWriter;
import org.suanchou.text.Messages;
import org.suanchou.text.Table;
import org.suanchou.tree.BadInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code suanchou catalog [KIND] [ID]}: what the planner knows of hardware, stacks and models, and from where. */
@Command(name = "catalog")
final class CatalogCommand implements Callable<Integer> {
    private static final List<String> KINDS = List.of(
            Catalog.CHIPS,
            Catalog.SYSTEMS,
            Catalog.FABRICS,
            Catalog.STACKS,
            Catalog.MODELS,
            Catalog.ASSUMPTIONS,
            Catalog.SITES,
            Catalog.FLEETS,
            Catalog.PRICES,
            Catalog.SILICON);

    /** Not a kind of entry: frameworks by chips. */
    private static final String SUPPORT = "support";

    private final Invocation invocation;

    @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", descriptionKey = "option.catalog.kind")
    private @Nullable String kind;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", descriptionKey = "option.catalog.id")
    private @Nullable String id;

    @Option(names = "--json", descriptionKey = "option.json")
    private boolean json;

    @Option(names = "--csv", descriptionKey = "option.csv")
    private boolean csv;

    CatalogCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Messages messages = invocation.messages();
        if (json && csv) {
            throw new BadInput("", messages.text("error.both", "--json", "--csv"));
        }
        Catalog catalog = invocation.catalog(!json && !csv);
        CatalogTables tables = new CatalogTables(catalog, messages);
        if (kind == null) {
            print(tables.counts(KINDS), "catalog.next");
            return Main.ANSWERED;
        }
        if (kind.equals(SUPPORT)) {
            print(id == null ? tables.support() : tables.support(catalog.chip(id)), "catalog." + SUPPORT);
            return Main.ANSWERED;
        }
        String known = kindNamed(catalog, kind);
        if (known != null && id == null) {
            print(tables.of(known), "catalog." + known);
        } else if (known != null && id != null) {
            print(catalog, known, id);
        } else {
            print(catalog, kindOf(catalog, kind), kind);
        }
        return Main.ANSWERED;
    }

    /** The kind of that name, in the plural or singular; null where there is none. */
    private static @Nullable String kindNamed(Catalog catalog, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String candidate : catalog.kinds()) {
            if (candidate.equals(lower) || candidate.equals(lower + "s")) {
                return candidate;
            }
        }
        return null;
    }

    /** Where one word was given that is no kind: the first kind that has an entry of that name. */
    private String kindOf(Catalog catalog, String name) {
        if (id == null) {
            for (String candidate : KINDS) {
                try {
                    catalog.id(candidate, name);
                    return candidate;
                } catch (BadInput e) {
                    // not of this kind; the next may have it
                }
            }
        }
        List<String> known = new ArrayList<>(KINDS);
        known.add(SUPPORT);
        throw new BadInput("KIND", Rule.value("KIND", BadInput.quoted(name), Rule.ONE_OF, known));
    }

    private void print(Table table, String remarkKey) {
        if (csv) {
            invocation.out().print(table.csv());
        } else if (json) {
            try (JsonWriter writer = invocation.json()) {
                table.json(writer);
            }
        } else {
            invocation.out().print(table.text(invocation.messages().page()));
            if (invocation.messages().has(remarkKey)) {
                invocation.out().print("\n" + invocation.messages().text(remarkKey) + "\n");
            }
        }
    }

    private void print(Catalog catalog, String kindAsked, String query) {
        EntrySheet sheet = new EntrySheet(kindAsked, catalog.tree(kindAsked, query), catalog, invocation.messages());
        if (csv) {
            invocation.out().print(sheet.spreadsheet().csv());
        } else if (json) {
            try (JsonWriter writer = invocation.json()) {
                sheet.json(writer);
            }
        } else {
            invocation.out().print(sheet.text());
        }
    }
}
