package org.suanchou.ask;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.DefaultTaken.Why;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Obstacle;
import org.suanchou.catalog.Catalog;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.refusal.Constraint;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.scenario.Comparison.Asked;
import org.suanchou.scenario.Terms;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.training.TrainingJob;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;

/**
 * Fields to the questions of a comparison: every system under every stack in every precision that is named, each a list
 * with commas or of the file; or the file's {@code systems}, maps of fields that one system has to itself.
 */
public final class ComparisonReader {
    /** Fields that may name several. */
    private static final List<Field> LISTS = List.of(Field.ON, Field.STACK, Field.PRECISION);

    /** Fields that tell one row from another. */
    private static final List<Field> NAMES = List.of(Field.ON, Field.TRANSLATION, Field.STACK, Field.PRECISION);

    private static final int MOST = 64;

    /** Fields that an answered question states in another way. */
    private static final Set<Field> ASKED_ANEW = EnumSet.of(Field.MODEL, Field.CHIPS, Field.TOP);

    /** Objectives that a question with a number of chips may have. */
    private static final Set<Objective> OF_SIZED =
            EnumSet.of(Objective.TIME, Objective.COST, Objective.ENERGY, Objective.CARBON);

    /** What work is done: the same for all systems. */
    private static final Set<Field> WORK =
            EnumSet.of(Field.MODEL, Field.TOKENS, Field.SEQ_LENGTH, Field.TUNING, Field.EXPERT_IMBALANCE);

    /** What a file may say of one of several systems. */
    private static final Set<Field> OF_ONE = Field.of(Field.Question.PLAN);

    private final Catalog catalog;
    private final Fields fields;
    private final Door door;

    /** @param door through which the files are opened that the question names */
    public ComparisonReader(Catalog catalog, Fields fields, Door door) {
        this.catalog = catalog;
        this.fields = fields;
        this.door = door;
    }

    /**
     * One of the questions.
     *
     * @param again arguments of {@code plan} that ask it once more, but for the number of chips
     * @param stated whether the question says who pays for the chips
     */
    public record Entry(Asked asked, List<String> again, boolean stated) {
        /** The same, saying that it is bought because not every row can be rented. */
        Entry boughtLikeAll() {
            TrainingQuestion question = asked.question();
            DefaultTaken taken = new DefaultTaken("basis", Basis.BUY.id(), Why.NOT_ALL_RENTED, "");
            return question == null
                    ? this
                    : new Entry(new Asked(asked.name(), question.and(taken), asked.refusal()), again, stated);
        }

        @Nullable
        Basis basis() {
            TrainingQuestion question = asked.question();
            Terms terms = question == null ? null : question.terms();
            Accounting accounting = terms == null ? null : terms.accounting();
            return accounting == null ? null : accounting.basis();
        }
    }

    /**
     * The questions; where nothing says who pays, all are asked on one basis: rent if every chip can be rented, else as
     * bought, if every one can be.
     */
    public List<Entry> questions() {
        List<Entry> asked = questions(Map.of());
        boolean open = !fields.has(Field.BASIS) && asked.stream().allMatch(e -> e.basis() == null || !e.stated());
        if (open
                && asked.stream()
                                .map(Entry::basis)
                                .distinct()
                                .filter(Objects::nonNull)
                                .count()
                        > 1) {
            List<Entry> bought = questions(Map.of(Field.BASIS, "buy"));
            boolean all = true;
            for (int i = 0; i < asked.size(); i++) {
                all &= asked.get(i).asked().question() == null
                        || bought.get(i).asked().question() != null;
            }
            // where some can only be rented, each stays on its own basis, and the answer says so
            return all ? bought.stream().map(Entry::boughtLikeAll).toList() : asked;
        }
        return asked;
    }

    private List<Entry> questions(Map<Field, String> more) {
        List<Entry> all = new ArrayList<>();
        BadInput first = null;
        List<Fields> each = each();
        List<String> names = each.stream().map(ComparisonReader::name).toList();
        for (int i = 0; i < each.size(); i++) {
            Fields own = each.get(i).and(more);
            String name = names.get(i);
            if (Collections.frequency(names, name) > 1) {
                String apart = own.ownText(NAMES);
                name = apart.isEmpty() ? name : name + ", " + apart;
            }
            try {
                TrainingQuestion question = new QuestionReader(catalog, own, door).search();
                if (question.tokens() == null) {
                    throw own.missing(Field.TOKENS, AskRefusal.TOKENS_TO_COMPARE);
                }
                all.add(new Entry(new Asked(name, question, null), again(own, question), own.has(Field.BASIS)));
            } catch (Refused e) {
                if (e.refusal().constraint() == Constraint.INPUT) {
                    throw new BadInput("", e.refusal());
                }
                all.add(new Entry(new Asked(name, null, Obstacle.of(e.refusal())), List.of(), false));
            } catch (BadInput e) {
                if (!e.ofOneSystem()) {
                    throw e;
                }
                first = first == null ? e : first;
                all.add(new Entry(new Asked(name, null, Obstacle.of(e.refusal())), List.of(), false));
            }
        }
        if (first != null
                && more.isEmpty()
                && all.stream().allMatch(e -> e.asked().question() == null)) {
            throw first;
        }
        return all;
    }

    private List<Fields> each() {
        Tree systems = fields.get(Field.SYSTEMS);
        List<Fields> all = new ArrayList<>();
        Tree on = fields.get(Field.ON);
        if (systems != null && on != null && !fields.typed(Field.ON)) {
            throw on.bad(AskRefusal.SYSTEMS_TWICE);
        }
        if (systems == null || fields.typed(Field.ON)) {
            combine(new LinkedHashMap<>(), null, fields, 0, all);
        } else {
            if (systems.isList() && systems.items().isEmpty()) {
                throw systems.bad(AskRefusal.NO_SYSTEM);
            }
            for (Tree system : systems.items()) {
                if (!system.isMap()) {
                    throw system.bad(AskRefusal.SYSTEM_FIELDS);
                }
                for (String written : system.fields()) {
                    Field field = Field.named(written);
                    if (field != null && WORK.contains(field)) {
                        throw system.require(written).bad(AskRefusal.SAME_WORK);
                    }
                }
                combine(new LinkedHashMap<>(), system, fields.of(Map.of(), Map.of(), system, OF_ONE), 0, all);
            }
        }
        return all;
    }

    /** One question for each way to choose among the lists. */
    private void combine(Map<Field, Choice> chosen, @Nullable Tree system, Fields stated, int at, List<Fields> all) {
        if (at == LISTS.size()) {
            if (all.size() == MOST) {
                throw new BadInput(Field.ON.option(), Refusal.of(AskRefusal.TOO_MANY_COMBINATIONS, MOST));
            }
            Map<Field, String> values = new LinkedHashMap<>();
            Map<Field, String> places = new LinkedHashMap<>();
            chosen.forEach((field, choice) -> {
                values.put(field, choice.value());
                if (!choice.place().isEmpty()) {
                    places.put(field, choice.place());
                }
            });
            all.add(fields.of(values, places, system, OF_ONE));
            return;
        }
        Field field = LISTS.get(at);
        Tree value = stated.get(field);
        List<Choice> choices = value == null ? List.of() : choices(field, value, stated);
        if (choices.size() < 2) {
            combine(chosen, system, stated, at + 1, all);
            return;
        }
        for (Choice choice : choices) {
            Map<Field, Choice> more = new LinkedHashMap<>(chosen);
            more.put(field, choice);
            combine(more, system, stated, at + 1, all);
        }
    }

    /** @param place of a list's item in its file; empty where it was typed */
    private record Choice(String value, String place) {}

    private static List<Choice> choices(Field field, Tree value, Fields stated) {
        List<Choice> choices = new ArrayList<>();
        if (value.isList()) {
            value.items().forEach(item -> choices.add(new Choice(item.text(), item.path())));
        } else {
            for (String part : value.label().split(",", -1)) {
                choices.add(new Choice(part.strip(), stated.typed(field) ? "" : value.path()));
            }
        }
        if (choices.isEmpty() || choices.stream().anyMatch(c -> c.value().isEmpty())) {
            throw stated.bad(field, value, AskRefusal.NAMES);
        }
        return choices;
    }

    /** What was given, and what was chosen where nothing was. */
    private List<String> again(Fields own, TrainingQuestion question) {
        TrainingJob job = question.job();
        Map<Field, String> options = new LinkedHashMap<>();
        String on = String.valueOf(own.text(Field.ON));
        options.put(
                Field.ON,
                on.matches(".*\\.ya?ml") ? on : catalog.onId(job.cluster().system()));
        options.put(Field.STACK, job.stack().id());
        options.put(Field.PRECISION, job.precision().id());
        options.put(Field.SEQ_LENGTH, String.valueOf(job.sequence()));
        if (!question.batchOpen()) {
            options.put(Field.GLOBAL_BATCH_SIZE, String.valueOf(job.globalBatch()));
        }
        Double tokens = question.tokens();
        if (tokens != null) {
            options.put(Field.TOKENS, plain(tokens));
        }
        for (Field field : Field.of(Field.Question.PLAN)) {
            Tree given = own.get(field);
            boolean kept = !ASKED_ANEW.contains(field)
                    && (field != Field.OBJECTIVE || OF_SIZED.contains(question.objective()));
            if (given != null && kept) {
                options.putIfAbsent(
                        field,
                        given.isMap()
                                ? pairs(own.all(field))
                                : given.isNumber() ? plain(given.doubleValue()) : given.label());
            }
        }
        List<String> again = new ArrayList<>(List.of("plan", question.modelId()));
        options.forEach((field, value) -> again.addAll(
                switch (field.form()) {
                    case Form.Flag f -> List.of(field.option());
                    case Form.Truth t -> List.of(Boolean.parseBoolean(value) ? field.option() : "--no-" + field.id());
                    default -> List.of(field.option(), value);
                }));
        return again;
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** Maps that lie over one another, as an option has them. */
    private static String pairs(List<Tree> maps) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Tree map : maps) {
            map.fields().forEach(id -> pairs.put(id, Fields.written(map.require(id))));
        }
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining(","));
    }

    private static String name(Fields own) {
        StringBuilder name = new StringBuilder();
        for (Field field : NAMES) {
            String stated = own.text(field);
            if (stated != null) {
                name.append(name.isEmpty() ? "" : ", ").append(stated);
            }
        }
        return name.toString();
    }
}
