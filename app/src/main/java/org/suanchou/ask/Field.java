package org.suanchou.ask;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.suanchou.ask.Form.Amount;
import org.suanchou.ask.Form.Assumed;
import org.suanchou.ask.Form.Batch;
import org.suanchou.ask.Form.Flag;
import org.suanchou.ask.Form.Money;
import org.suanchou.ask.Form.Number;
import org.suanchou.ask.Form.Probability;
import org.suanchou.ask.Form.Rent;
import org.suanchou.ask.Form.Runs;
import org.suanchou.ask.Form.Size;
import org.suanchou.ask.Form.Systems;
import org.suanchou.ask.Form.Text;
import org.suanchou.ask.Form.Truth;
import org.suanchou.ask.Form.Whole;
import org.suanchou.ask.Form.Word;
import org.suanchou.model.Precision;
import org.suanchou.units.Unit;

/**
 * The fields of a question, each declared once: its name, what it holds within which bounds, what stands for a value in
 * help, and which questions have it. Options, the check of scenario files and the readers follow from this table; what it
 * means and what is taken where it is left out stands under {@code option.NAME} in the texts of each language.
 */
public enum Field {
    MODEL("model", new Text(), "MODEL", Group.QUESTION, Question.ALL),
    ON("on", new Text(), "SYSTEM", Group.QUESTION, Question.ALL),
    CHIPS("chips", whole(1, Field.MOST), "N", Group.QUESTION, Question.ALL),
    USE_ALL("use-all", new Flag(), "", Group.QUESTION, Question.ALL),
    SPARES("spares", whole(0, Field.MOST), "HOSTS", Group.QUESTION, Question.ALL),
    TOKENS("tokens", amount(Unit.TOKENS), "T", Group.QUESTION, Question.ALL),
    TUNING(
            "tuning",
            new Word(List.of("pretrain", "sft", "lora"), Map.of("full", "sft")),
            "KIND",
            Group.QUESTION,
            Question.ALL),
    GLOBAL_BATCH_SIZE("global-batch-size", new Batch(1 << 28), "B", Group.QUESTION, Question.ALL),
    SEQ_LENGTH("seq-length", new Size(1, 1 << 24), "S", Group.QUESTION, Question.ALL),
    PRECISION("precision", precision(), "P", Group.QUESTION, Question.ALL),
    STACK("stack", new Text(), "ID", Group.QUESTION, Question.ALL),
    TRANSLATION("translation", new Text(), "ID", Group.QUESTION, Question.ALL),
    EXPERT_IMBALANCE("expert-imbalance", new Number(1, 1000), "F", Group.QUESTION, Question.ALL),
    AS_TYPE("as-type", new Text(), "TYPE", Group.QUESTION, Question.ALL),
    ANCHOR("anchor", new Runs(), "RUNS.jsonl", Group.QUESTION, Question.ALL),
    SYSTEMS("systems", new Systems(), "", Group.QUESTION, EnumSet.of(Question.COMPARE)),

    OBJECTIVE(
            "objective",
            Word.of("time", "cost", "energy", "carbon", "megawatts", "chips"),
            "O",
            Group.LIMITS,
            Question.ALL),
    DAYS("days", amount(Unit.DAYS), "D", Group.LIMITS, Question.ALL),
    BUDGET("budget", new Money(), "SUM", Group.LIMITS, Question.ALL),
    MEGAWATTS("megawatts", amount(Unit.MEGAWATTS), "MW", Group.LIMITS, Question.ALL),
    MAX_MWH("max-mwh", amount(Unit.MEGAWATT_HOURS), "MWh", Group.LIMITS, Question.ALL),
    MAX_TCO2("max-tco2", amount(Unit.TONNES_CO2), "T", Group.LIMITS, Question.ALL),
    CONFIDENCE("confidence", new Probability(0.5, 1), "P", Group.LIMITS, Question.ALL),

    BASIS("basis", Word.of("rent", "buy", "build"), "B", Group.TERMS, Question.ALL),
    USD_PER_CHIP_HOUR("usd-per-chip-hour", new Rent(), "USD", Group.TERMS, Question.ALL),
    YEAR("year", whole(2000, 2100), "Y", Group.TERMS, Question.ALL),
    SITE("site", new Text(), "ID", Group.TERMS, Question.ALL),
    FLEET("fleet", new Text(), "ID", Group.TERMS, Question.ALL),
    ASSUME("assume", new Assumed(), "ID=VALUE", Group.TERMS, Question.ALL),
    DEPRECIATION("depreciation", Word.of("capital-recovery", "market-value"), "D", Group.TERMS, Question.ALL),
    YIELD_MODEL("yield-model", new Text(), "M", Group.TERMS, Question.ALL),
    DRAWS("draws", whole(100, 1_000_000), "N", Group.TERMS, Question.ALL),
    SEED("seed", whole(0, Integer.MAX_VALUE), "N", Group.TERMS, Question.ALL),

    TP("tp", degree(), "N", Group.PLAN, Question.ALL, "tensor-model-parallel-size"),
    CP("cp", degree(), "N", Group.PLAN, Question.ALL, "context-parallel-size"),
    PP("pp", degree(), "N", Group.PLAN, Question.ALL, "pipeline-model-parallel-size"),
    VP("vp", degree(), "N", Group.PLAN, Question.ALL),
    EP("ep", degree(), "N", Group.PLAN, Question.ALL, "expert-model-parallel-size"),
    ETP("etp", degree(), "N", Group.PLAN, Question.ALL, "expert-tensor-parallel-size"),
    /** What is left of the chips where a plan is searched, so that nobody need say it there. */
    DP("dp", degree(), "N", Group.PLAN, EnumSet.of(Question.PLAN, Question.ESTIMATE), "data-parallel-size"),
    MICRO_BATCH_SIZE("micro-batch-size", degree(), "N", Group.PLAN, Question.ALL),
    SEQUENCE_PARALLEL("sequence-parallel", new Truth(), "", Group.PLAN, Question.ALL),
    ZERO_STAGE("zero-stage", whole(0, 3), "N", Group.PLAN, Question.ALL),
    SHARD_GROUP("shard-group", degree(), "N", Group.PLAN, EnumSet.of(Question.PLAN, Question.ESTIMATE)),
    RECOMPUTE("recompute", Word.of("none", "selective", "full"), "MODE", Group.PLAN, Question.ALL),
    SCHEDULE("schedule", Word.of("gpipe", "1f1b", "zb-h1"), "NAME", Group.PLAN, Question.ALL),

    TOP("top", whole(1, 1000), "N", Group.OUTPUT, Question.ALL);

    /** Where a field stands in help. */
    public enum Group {
        QUESTION,
        LIMITS,
        TERMS,
        PLAN,
        OUTPUT
    }

    /** What is asked. */
    public enum Question {
        /** The best plans. */
        PLAN,
        /** One explicit plan. */
        ESTIMATE,
        /** Systems side by side. */
        COMPARE;

        static final Set<Question> ALL = Collections.unmodifiableSet(EnumSet.allOf(Question.class));
    }

    /** More chips, ranks or sequences than anyone has. */
    static final int MOST = 1 << 24;

    /** What a question may do without, so that null says so: limits, what is laid between, measured runs. */
    private static final Set<Field> OPTIONAL =
            EnumSet.of(DAYS, BUDGET, MEGAWATTS, MAX_MWH, MAX_TCO2, CONFIDENCE, RECOMPUTE, TRANSLATION, ANCHOR);

    private static final Map<String, Field> BY_NAME = byName();

    private final String id;
    private final Form form;
    private final String label;
    private final Group group;
    private final Set<Question> questions;
    private final @Nullable String longName;

    Field(String id, Form form, String label, Group group, Set<Question> questions) {
        this(id, form, label, group, questions, null);
    }

    Field(String id, Form form, String label, Group group, Set<Question> questions, @Nullable String longName) {
        this.id = id;
        this.form = form;
        this.label = label;
        this.group = group;
        this.questions = questions;
        this.longName = longName;
    }

    private static Form whole(int least, int most) {
        return new Whole(least, most);
    }

    private static Form degree() {
        return new Whole(1, MOST);
    }

    private static Form precision() {
        return Word.of(Arrays.stream(Precision.values()).map(Precision::id).toArray(String[]::new));
    }

    private static Form amount(Unit unit) {
        return new Amount(unit);
    }

    private static Map<String, Field> byName() {
        Map<String, Field> names = new HashMap<>();
        for (Field field : values()) {
            field.names().forEach(name -> names.put(name, field));
        }
        return names;
    }

    /** As scenario files name it. */
    public String id() {
        return id;
    }

    public Form form() {
        return form;
    }

    /** What stands for a value in help; empty where it takes none. */
    public String label() {
        return label;
    }

    public Group group() {
        return group;
    }

    /** Its name, and Megatron-LM's where that is another. */
    public List<String> names() {
        return longName == null ? List.of(id) : List.of(id, longName);
    }

    /** {@code --tp}; the model has none, for it stands without one. */
    public String option() {
        return this == MODEL ? label : "--" + id;
    }

    /** The key of the text that says what it means. */
    public String help() {
        return "option." + name().toLowerCase(Locale.ROOT);
    }

    boolean mayBeNone() {
        return OPTIONAL.contains(this);
    }

    /** The field of that name, with {@code _} or {@code -} between words; null where there is none. */
    public static @Nullable Field named(String written) {
        return BY_NAME.get(written.replace('_', '-'));
    }

    /** The fields of a question that options of the command line give. */
    public static Set<Field> optionsOf(Question question) {
        Set<Field> fields = of(question);
        if (question == Question.PLAN) {
            // a scenario may fix them; who types them asks for one plan
            fields.removeAll(EnumSet.of(DP, SHARD_GROUP));
        }
        if (question != Question.PLAN) {
            fields.remove(TOP);
        }
        if (question == Question.ESTIMATE) {
            fields.remove(OBJECTIVE);
        }
        return fields;
    }

    /** The fields that scenario files of a question may have. */
    public static Set<Field> of(Question question) {
        EnumSet<Field> fields = EnumSet.noneOf(Field.class);
        Arrays.stream(values())
                .filter(field -> field.questions.contains(question))
                .forEach(fields::add);
        return fields;
    }
}
