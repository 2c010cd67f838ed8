package org.suanchou.ask;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Spelling;
import org.suanchou.tree.Tree;
import org.suanchou.units.Cash;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** The fields of a question: what the command line says wins over what a scenario file says. */
public final class Fields {
    private static final String NESTED = "plan";

    /** Beyond any quantity of a question; products of several stay finite. */
    private static final double LARGEST = 1e24;

    /** A range of whole numbers that is told by both its ends. */
    private static final int NARROW = 1_000_000;

    private final Tree typed;
    /** What the file says of one of several systems. */
    private final @Nullable Tree own;

    private final @Nullable Tree file;
    private final @Nullable Tree plan;
    /** Where a value stands that was typed under another name, or chosen from a list of the file. */
    private final Map<Field, String> places;

    /**
     * @param typed values by the fields' names
     * @param options what a field was called where it was typed, if not by its first name
     * @param file a scenario, or null; its {@code plan} holds the degrees of the plan
     * @param known what a scenario may have
     * @throws BadInput where the scenario has another field
     */
    public Fields(Tree typed, Map<Field, String> options, @Nullable Tree file, Set<Field> known) {
        this(typed, null, file, file == null ? null : file.get(NESTED), options);
        Set<Field> seen = EnumSet.noneOf(Field.class);
        if (file != null) {
            check(file, known, seen);
        }
        if (plan != null) {
            check(plan, known, seen);
        }
    }

    private Fields(
            Tree typed, @Nullable Tree own, @Nullable Tree file, @Nullable Tree plan, Map<Field, String> places) {
        this.places = Map.copyOf(places);
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
    Fields of(Map<Field, String> chosen, Map<Field, String> from, @Nullable Tree system, Set<Field> known) {
        if (system != null) {
            check(system, known, EnumSet.noneOf(Field.class));
        }
        Map<Field, String> all = new EnumMap<>(Field.class);
        all.putAll(places);
        all.putAll(from);
        return new Fields(typed, system, file, plan, all).and(chosen);
    }

    /** These fields with more, as if typed. */
    Fields and(Map<Field, String> more) {
        Map<String, Object> merged = new LinkedHashMap<>();
        for (String name : typed.fields()) {
            Tree value = typed.get(name);
            if (value != null) {
                merged.put(name, value.value());
            }
        }
        more.forEach((field, value) -> merged.put(field.id(), value));
        return new Fields(Tree.of("command line", merged), own, file, plan, places);
    }

    private void check(Tree map, Set<Field> known, Set<Field> seen) {
        for (String written : map.fields()) {
            Field field = Field.named(written);
            boolean nested = written.equals(NESTED) && map != plan;
            if (!nested && (field == null || !known.contains(field))) {
                throw unknown(map, written, known);
            }
            if (map.saysNone(written) && (field == null || !field.mayBeNone())) {
                String path = map.path() + (map.field().isEmpty() ? ": " : ".") + written;
                throw new BadInput(path, Rule.value(written, "null", Rule.HAS_VALUE));
            }
            if (field != null && !seen.add(field)) {
                throw new BadInput(map.path(), Refusal.of(AskRefusal.FIELD_TWICE, BadInput.quoted(written)));
            }
        }
    }

    private static BadInput unknown(Tree map, String written, Set<Field> known) {
        List<String> names = known.stream().map(Field::id).toList();
        String near = Spelling.nearest(written.replace('_', '-'), names);
        return new BadInput(
                map.path(),
                near == null
                        ? Refusal.of(AskRefusal.FIELD_NOT_KNOWN, BadInput.quoted(written), names)
                        : Refusal.of(AskRefusal.FIELD_NOT_KNOWN_NEAR, BadInput.quoted(written), near));
    }

    /** The field's value; null where no one gave one, or who says it last says that there is none. */
    @Nullable
    Tree get(Field field) {
        Tree level = saying(field);
        return level == null ? null : in(level, field);
    }

    /** Whether who says it last says that there is none. */
    boolean isNone(Field field) {
        return saying(field) != null && get(field) == null;
    }

    /** The nearest that says something of a field, if only that there is none. */
    private @Nullable Tree saying(Field field) {
        for (Tree level : new Tree[] {typed, own, file, plan}) {
            if (level != null && written(level, field) != null) {
                return level;
            }
        }
        return null;
    }

    /** The field as it is written; null where the map has none of its names. */
    private static @Nullable String written(Tree map, Field field) {
        for (String written : map.fields()) {
            if (Field.named(written) == field) {
                return written;
            }
        }
        return null;
    }

    private static @Nullable Tree in(Tree map, Field field) {
        String written = written(map, field);
        return written == null ? null : map.get(written);
    }

    /** What each who gave it says, the later over the earlier: the file of all, of one system, the command line. */
    List<Tree> all(Field field) {
        List<Tree> all = new ArrayList<>();
        for (Tree level : new Tree[] {file, own, typed}) {
            Tree found = level == null ? null : in(level, field);
            if (found != null) {
                all.add(level == typed ? Tree.of(field.option(), found) : found);
            }
        }
        return all;
    }

    /** Whether the file says it of one of several systems alone, and nothing typed stands over it. */
    boolean ofOne(Field field) {
        return !typed(field) && own != null && in(own, field) != null;
    }

    /** Whether the command line gave it. */
    boolean typed(Field field) {
        return typed.get(field.id()) != null;
    }

    boolean has(Field field) {
        return get(field) != null;
    }

    @Nullable
    String text(Field field) {
        Tree found = get(field);
        return found == null ? null : found.label();
    }

    /** The word, as the table of fields writes it. */
    @Nullable
    String word(Field field) {
        Tree found = get(field);
        if (found == null) {
            return null;
        }
        Form.Word form = (Form.Word) field.form();
        String said = found.isMap() || found.isList() ? "" : found.label().toLowerCase(Locale.ROOT);
        String word = form.also().getOrDefault(said, said);
        if (!form.words().contains(word)) {
            throw bad(field, found, Rule.mustBe(form.words().toArray()));
        }
        return word;
    }

    /** A whole number within the field's bounds. */
    @Nullable
    Integer whole(Field field) {
        Tree found = get(field);
        if (found == null) {
            return null;
        }
        return switch (field.form()) {
            case Form.Whole(int least, int most) ->
                whole(field, found, number(field, found, Unit.COUNT, Quantity::parseCount, null), least, most);
            case Form.Size(int least, int most) ->
                whole(field, found, number(field, found, Unit.COUNT, Quantity::parseSize, null), least, most);
            case Form.Batch(int most) ->
                whole(field, found, number(field, found, Unit.COUNT, Quantity::parseSize, null), 1, most);
            default -> throw new IllegalArgumentException(field + " is no whole number");
        };
    }

    private int whole(Field field, Tree found, double n, int least, int most) {
        if (n != Math.rint(n)) {
            throw bad(field, found, Refusal.of(Rule.WHOLE_NUMBER));
        }
        if (n < least || n > most) {
            throw bad(
                    field,
                    found,
                    most <= NARROW
                            ? Refusal.of(Rule.BETWEEN, least, most)
                            : n < least ? Refusal.of(Rule.AT_LEAST, least) : Refusal.of(Rule.AT_MOST, most));
        }
        return (int) n;
    }

    /** Whether a batch is counted in tokens, not in sequences. */
    boolean inTokens(Field field) {
        Tree found = get(field);
        String text = found != null && found.isText() ? found.text() : "";
        return text.endsWith("tokens") || text.endsWith("token") || text.endsWith("tok") || text.endsWith("词元");
    }

    /** A quantity above zero, in the SI unit; a bare number is of the unit that people read. */
    @Nullable
    Double amount(Field field) {
        return amount(
                field,
                switch (field.form()) {
                    case Form.Amount(Unit unit) -> unit;
                    case Form.Batch b -> Unit.TOKENS;
                    default -> throw new IllegalArgumentException(field + " is no quantity");
                });
    }

    private @Nullable Double amount(Field field, Unit unit) {
        Tree found = get(field);
        return found == null
                ? null
                : positive(
                        field,
                        found,
                        number(
                                field,
                                found,
                                unit,
                                text -> Quantity.parse(text, unit).value(),
                                Refusal.of(Rule.FOR_EXAMPLE, examples(unit))),
                        unit.factor());
    }

    /** A number or a probability within the field's bounds. */
    @Nullable
    Double number(Field field) {
        Tree found = get(field);
        if (found == null) {
            return null;
        }
        double n = number(
                field,
                found,
                Unit.COUNT,
                text -> Quantity.parse(text, Unit.COUNT).value(),
                Refusal.of(Rule.NUMBER));
        return switch (field.form()) {
            case Form.Number(double least, double most) -> {
                if (!(n >= least && n <= most)) {
                    throw bad(field, found, Refusal.of(Rule.BETWEEN, plain(least), plain(most)));
                }
                yield n;
            }
            case Form.Probability(double above, double below) -> {
                if (!(n > above && n < below)) {
                    throw bad(field, found, Refusal.of(Rule.ABOVE_AND_BELOW, plain(above), plain(below)));
                }
                yield n;
            }
            default -> throw new IllegalArgumentException(field + " is no number");
        };
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
    }

    /** What people write for a quantity. */
    private static Object examples(Unit unit) {
        return switch (unit) {
            case TOKENS -> Rule.or("13T", "300B");
            case DAYS -> Rule.or("7", "1week", "36h");
            case MEGAWATTS -> Rule.or("15", "500kW");
            case MEGAWATT_HOURS -> Rule.or("900", "3GWh");
            case TONNES_CO2 -> Rule.or("500", "12kt");
            case DOLLARS_PER_HOUR -> Rule.or("2.5", "2.5USD/h", "20CNY/h");
            default -> Quantity.format(1, unit);
        };
    }

    /** An amount of money above zero, in dollars at a rate; a bare number is dollars. */
    @Nullable
    Double money(Field field, double yuanForDollar) {
        Tree found = get(field);
        return found == null
                ? null
                : positive(
                        field,
                        found,
                        number(
                                field,
                                found,
                                Unit.DOLLARS,
                                text -> Cash.parse(text).dollars(yuanForDollar),
                                Refusal.of(AskRefusal.MONEY_FOR_EXAMPLE)),
                        1);
    }

    /** Money for an hour, in dollars for a second at a rate; {@code 2.5}, {@code 20元}, {@code 2.5USD/h}, {@code 20元/h}. */
    @Nullable
    Double rent(Field field, double yuanForDollar) {
        Tree found = get(field);
        if (found == null) {
            return null;
        }
        double hourly = Unit.DOLLARS_PER_HOUR.factor();
        double usd = number(
                field,
                found,
                Unit.DOLLARS_PER_HOUR,
                text -> {
                    int per = text.indexOf('/');
                    double amount =
                            Cash.parse(per < 0 ? text : text.substring(0, per)).dollars(yuanForDollar);
                    return per < 0
                            ? amount * hourly
                            : amount
                                    * Quantity.parse("1 USD" + text.substring(per), Unit.DOLLARS_PER_HOUR)
                                            .value();
                },
                Refusal.of(Rule.FOR_EXAMPLE, examples(Unit.DOLLARS_PER_HOUR)));
        return positive(field, found, usd, hourly);
    }

    /** A field's amount of money as it is written; null where it is no text that is one. */
    static @Nullable Cash cash(Tree found) {
        try {
            String text = found.label();
            int per = text.indexOf('/');
            return Cash.parse(per < 0 ? text : text.substring(0, per));
        } catch (IllegalArgumentException | Refused e) {
            return null;
        }
    }

    private double positive(Field field, Tree found, double n, double factor) {
        if (!(n > 0)) {
            throw bad(field, found, Refusal.of(Rule.ABOVE, 0));
        }
        if (n / factor > LARGEST) {
            throw bad(field, found, Refusal.of(Rule.AT_MOST, "1e24"));
        }
        return n;
    }

    /** Refuses a field that names several: a list, or names with commas between them. */
    void one(Field field, Refusal.Code rule) {
        Tree found = get(field);
        if (found != null && (found.isList() || found.isText() && found.text().contains(","))) {
            throw bad(field, found, Refusal.of(rule));
        }
    }

    @Nullable
    Boolean truth(Field field) {
        Tree found = get(field);
        return found == null ? null : (Boolean) found.bool();
    }

    /** @param rule what a text that is no number of that unit must be; null for a whole number */
    private double number(Field field, Tree found, Unit unit, ToDoubleFunction<String> reader, @Nullable Refusal rule) {
        if (found.isNumber()) {
            return found.doubleValue() * unit.factor();
        }
        if (!found.isText()) {
            throw bad(field, found, Refusal.of(Rule.NUMBER));
        }
        try {
            return reader.applyAsDouble(found.text());
        } catch (IllegalArgumentException | Refused e) {
            throw bad(field, found, rule == null ? Refusal.of(Rule.WHOLE_NUMBER) : rule);
        }
    }

    /** What is wrong with a field, to throw: by its option's name, or its path in the file. */
    BadInput bad(Field field, Tree found, Refusal rule) {
        Object shown = found.isText()
                ? shown(found.text())
                : found.isMap() || found.isList() ? Refusal.of(AskRefusal.NO_PLAIN_VALUE) : found.label();
        String path = path(field, found);
        return new BadInput(path, Rule.value(path, shown, rule));
    }

    /** Typed numbers as they are, other text in quotes. */
    private static String shown(String text) {
        return text.matches("[+-]?[0-9][0-9.eE+-]{0,30}") ? text : BadInput.quoted(text);
    }

    BadInput bad(Field field, Tree found, Refusal.Code rule, Object... arguments) {
        return bad(field, found, Refusal.of(rule, arguments));
    }

    /** That a field is missing, for that reason. */
    BadInput missing(Field field, Refusal.Code advice) {
        return new BadInput(field.option(), Refusal.of(Rule.MISSING_RULE, field.option(), Refusal.of(advice)));
    }

    /** The path of the one of several systems that these fields are about; empty where they are about all. */
    String ownPath() {
        return own == null ? "" : own.path();
    }

    /** What the file says of the one of several systems that these fields are about, but for some; empty where nothing. */
    String ownText(Collection<Field> but) {
        List<String> words = new ArrayList<>();
        if (own != null) {
            for (String written : own.fields()) {
                Field field = Field.named(written);
                String name = field == null ? written : field.id();
                Tree value = own.get(written);
                if (value == null) {
                    words.add(name + " none");
                } else if (value.isMap()) {
                    Tree over = typed.get(written);
                    for (String inner : value.fields()) {
                        if (over == null || over.get(inner) == null) {
                            words.add(inner + " " + written(value.require(inner)));
                        }
                    }
                } else if (field == null || !but.contains(field)) {
                    words.add(name + " " + value.label());
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

    /** The option as it was typed, or the path of the field in the file. */
    String path(Field field, @Nullable Tree found) {
        return found == null || typed(field) ? places.getOrDefault(field, field.option()) : found.path();
    }
}
