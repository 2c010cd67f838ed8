package org.suanchou.ask;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;
import org.suanchou.units.Cash;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/**
 * The fields of a question: what the command line says wins over what a scenario file says. Names are those of the
 * command line's options, the long ones too ({@link LongNames}), with {@code _} or {@code -} between words.
 */
public final class Fields {
    private static final String NESTED = "plan";

    /** What a question may do without, so that null says so: limits, what is laid between, measured runs. */
    private static final Set<String> NONE = Set.of(
            "days", "budget", "megawatts", "max-mwh", "max-tco2", "confidence", "recompute", "translation", "anchor");

    /** Beyond any quantity of a question; products of several stay finite. */
    private static final double LARGEST = 1e24;

    private final Tree typed;
    /** What the file says of one of several systems. */
    private final @Nullable Tree own;

    private final @Nullable Tree file;
    private final @Nullable Tree plan;
    /** Where a value stands that was chosen from a list of the file, by name. */
    private final Map<String, String> places;

    /**
     * @param typed options by name, those not given left out
     * @param file a scenario, or null; its {@code plan} holds the degrees of the plan
     * @param known names that a scenario may have
     * @throws BadInput where the scenario has another field
     */
    public Fields(Tree typed, @Nullable Tree file, Set<String> known) {
        this.typed = typed;
        this.own = null;
        this.file = file;
        this.plan = file == null ? null : file.get(NESTED);
        this.places = Map.of();
        Set<String> seen = new HashSet<>();
        if (file != null) {
            check(file, known, seen);
        }
        if (plan != null) {
            check(plan, known, seen);
        }
    }

    private Fields(
            Tree typed, @Nullable Tree own, @Nullable Tree file, @Nullable Tree plan, Map<String, String> places) {
        this.places = places;
        this.typed = typed;
        this.own = own;
        this.file = file;
        this.plan = plan;
    }

    /**
     * These fields about one of several systems: {@code chosen} in place of what was typed under those names, and what the
     * file says of that system alone before what it says of all.
     *
     * @param from where the chosen stand, of those that the file lists
     * @throws BadInput where the file says something of it that is no field
     */
    Fields of(Map<String, String> chosen, Map<String, String> from, @Nullable Tree system, Set<String> known) {
        if (system != null) {
            check(system, known, new HashSet<>());
        }
        return new Fields(typed, system, file, plan, Map.copyOf(from)).and(chosen);
    }

    /** These fields with more, as if typed. */
    Fields and(Map<String, String> more) {
        Map<String, Object> merged = new LinkedHashMap<>();
        for (String name : typed.fields()) {
            Tree value = typed.get(name);
            if (value != null) {
                merged.put(name, value.value());
            }
        }
        merged.putAll(more);
        return new Fields(Tree.of("command line", merged), own, file, plan, places);
    }

    private void check(Tree map, Set<String> known, Set<String> seen) {
        for (String field : map.fields()) {
            String name = LongNames.field(field);
            if (!known.contains(name) && (map == plan || !name.equals(NESTED))) {
                String all = String.join(", ", new LinkedHashSet<>(known));
                throw new BadInput(map.path(), "field " + BadInput.quoted(field) + " is not known here; one of " + all);
            }
            if (map.saysNone(field) && !NONE.contains(name)) {
                String path = map.path() + (map.field().isEmpty() ? ": " : ".") + field;
                throw new BadInput(path, field + " is null; it must have a value, or be left out");
            }
            if (!seen.add(name)) {
                throw new BadInput(map.path(), "field " + BadInput.quoted(field) + " is given twice; keep one");
            }
        }
    }

    /** The field's value; null where no one gave one, or who says it last says that there is none. */
    public @Nullable Tree get(String name) {
        Tree level = saying(name);
        return level == null ? null : either(level, name);
    }

    /** Whether who says it last says that there is none. */
    boolean isNone(String name) {
        return saying(name) != null && get(name) == null;
    }

    /** The nearest that says something of a field, if only that there is none. */
    private @Nullable Tree saying(String name) {
        for (Tree level : new Tree[] {typed, own, file, plan}) {
            if (level != null && field(level, name) != null) {
                return level;
            }
        }
        return null;
    }

    /** The field as it is written; null where the map has none of that name. */
    private static @Nullable String field(Tree map, String name) {
        for (String field : map.fields()) {
            if (LongNames.field(field).equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static @Nullable Tree either(Tree map, String name) {
        String field = field(map, name);
        return field == null ? null : map.get(field);
    }

    /** What each who gave it says, the later over the earlier: the file of all, of one system, the command line. */
    List<Tree> all(String name) {
        List<Tree> all = new ArrayList<>();
        for (Tree level : new Tree[] {file, own, typed}) {
            Tree found = level == null ? null : either(level, name);
            if (found != null) {
                all.add(level == typed ? Tree.of("--" + name, found) : found);
            }
        }
        return all;
    }

    /** Whether the file says it of one of several systems alone, and nothing typed stands over it. */
    boolean ofOne(String name) {
        return typed.get(name) == null && own != null && either(own, name) != null;
    }

    /** Whether the command line gave it. */
    boolean typed(String name) {
        return typed.get(name) != null;
    }

    public boolean has(String name) {
        return get(name) != null;
    }

    public @Nullable String text(String name) {
        Tree found = get(name);
        return found == null ? null : found.label();
    }

    /** A whole number from {@code least} to {@code most}. */
    public @Nullable Integer whole(String name, int least, int most) {
        Tree found = get(name);
        if (found == null) {
            return null;
        }
        return whole(name, found, number(name, found, Unit.COUNT, Quantity::parseCount), least, most);
    }

    /** A whole number of things that come in powers of two: {@code 32k} is 32,768. */
    @Nullable
    Integer size(String name, int least, int most) {
        Tree found = get(name);
        if (found == null) {
            return null;
        }
        return whole(name, found, number(name, found, Unit.COUNT, Quantity::parseSize), least, most);
    }

    private int whole(String name, Tree found, double n, int least, int most) {
        if (n != Math.rint(n)) {
            throw bad(name, found, "it must be a whole number");
        }
        if (n < least || n > most) {
            throw bad(name, found, "it must be between " + least + " and " + most);
        }
        return (int) n;
    }

    /** Whether a batch is counted in tokens, not in sequences. */
    public static boolean inTokens(String batch) {
        return batch.endsWith("tokens") || batch.endsWith("token") || batch.endsWith("tok") || batch.endsWith("词元");
    }

    /** A quantity above zero, in the SI unit; a bare number is of the unit that people read. */
    public @Nullable Double quantity(String name, Unit unit) {
        Tree found = get(name);
        if (found == null) {
            return null;
        }
        return positive(
                name,
                found,
                number(name, found, unit, text -> Quantity.parse(text, unit).value()),
                unit.factor());
    }

    /** An amount of money above zero, in dollars at a rate; a bare number is dollars. */
    @Nullable
    Double money(String name, double yuanForDollar) {
        Tree found = get(name);
        return found == null
                ? null
                : positive(
                        name,
                        found,
                        number(
                                name,
                                found,
                                Unit.DOLLARS,
                                text -> Cash.parse(text).dollars(yuanForDollar)),
                        1);
    }

    /** Money for an hour, in dollars for a second at a rate; {@code 2.5}, {@code 20元}, {@code 2.5USD/h}, {@code 20元/h}. */
    @Nullable
    Double rent(String name, double yuanForDollar) {
        Tree found = get(name);
        if (found == null) {
            return null;
        }
        double hourly = Unit.DOLLARS_PER_HOUR.factor();
        double usd = number(name, found, Unit.DOLLARS_PER_HOUR, text -> {
            int per = text.indexOf('/');
            double amount = Cash.parse(per < 0 ? text : text.substring(0, per)).dollars(yuanForDollar);
            return per < 0
                    ? amount * hourly
                    : amount
                            * Quantity.parse("1 USD" + text.substring(per), Unit.DOLLARS_PER_HOUR)
                                    .value();
        });
        return positive(name, found, usd, hourly);
    }

    /** A field's amount of money as it is written; null where it is no text that is one. */
    static @Nullable Cash cash(Tree found) {
        try {
            String text = found.label();
            int per = text.indexOf('/');
            return Cash.parse(per < 0 ? text : text.substring(0, per));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private double positive(String name, Tree found, double n, double factor) {
        if (!(n > 0)) {
            throw bad(name, found, "it must be above 0");
        }
        if (n / factor > LARGEST) {
            throw bad(name, found, "it must be at most 1e24");
        }
        return n;
    }

    /** Refuses a field that names several: a list, or names with commas between them. */
    void one(String name, String rule) {
        Tree found = get(name);
        if (found != null && (found.isList() || found.isText() && found.text().contains(","))) {
            throw bad(name, found, rule);
        }
    }

    public @Nullable Boolean truth(String name) {
        Tree found = get(name);
        return found == null ? null : (Boolean) found.bool();
    }

    private double number(String name, Tree found, Unit unit, ToDoubleFunction<String> reader) {
        if (found.isNumber()) {
            return found.doubleValue() * unit.factor();
        }
        if (!found.isText()) {
            throw bad(name, found, "it must be a number");
        }
        try {
            return reader.applyAsDouble(found.text());
        } catch (IllegalArgumentException e) {
            throw new BadInput(path(name, found), name + ": " + e.getMessage());
        }
    }

    /** What is wrong with a field, to throw: by its option's name, or its path in the file. */
    public BadInput bad(String name, Tree found, String rule) {
        String shown = found.isText()
                ? BadInput.quoted(found.text())
                : found.isMap() || found.isList() ? "no plain value" : found.label();
        return new BadInput(path(name, found), path(name, found) + " is " + shown + "; " + rule);
    }

    /** The path of the one of several systems that these fields are about; empty where they are about all. */
    String ownPath() {
        return own == null ? "" : own.path();
    }

    /** What the file says of the one of several systems that these fields are about, but for some; empty where nothing. */
    String ownText(Collection<String> but) {
        List<String> words = new ArrayList<>();
        if (own != null) {
            for (String field : own.fields()) {
                Tree value = own.get(field);
                if (value == null) {
                    words.add(LongNames.field(field) + " none");
                } else if (value.isMap()) {
                    Tree over = typed.get(field);
                    for (String inner : value.fields()) {
                        if (over == null || over.get(inner) == null) {
                            words.add(inner + " " + written(value.require(inner)));
                        }
                    }
                } else if (!but.contains(LongNames.field(field))) {
                    words.add(LongNames.field(field) + " " + value.label());
                }
            }
        }
        return String.join(", ", words);
    }

    /** A value or range as an option has it: {@code 1.2}, {@code 1.1..1.2..1.4}. */
    static String written(Tree value) {
        return value.isList()
                ? value.items().stream().map(Tree::label).collect(Collectors.joining(".."))
                : value.isMap() ? written(value.require("value")) : value.label();
    }

    /** The option's name, or the path of the field in the file. */
    public String path(String name, @Nullable Tree found) {
        return found == null || typed.get(name) != null ? places.getOrDefault(name, "--" + name) : found.path();
    }
}
