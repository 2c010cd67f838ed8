package org.suanchou.ask;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.suanchou.answer.DefaultTaken;
import org.suanchou.answer.DefaultTaken.Why;
import org.suanchou.answer.Limits;
import org.suanchou.answer.Objective;
import org.suanchou.answer.Supply;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.Stacks;
import org.suanchou.catalog.Supports;
import org.suanchou.catalog.UnknownName;
import org.suanchou.cost.Accounting;
import org.suanchou.cost.Basis;
import org.suanchou.energy.ClusterPower;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.inspect.HuggingFaceConfig;
import org.suanchou.kernel.ChipKernels;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.scenario.GlobalBatch;
import org.suanchou.scenario.Terms;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.stack.RunOptions;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.stack.TranslationLayer;
import org.suanchou.training.PlanRefusal;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Tuning;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.SpoiltFile;
import org.suanchou.tree.Tree;
import org.suanchou.uncertainty.Anchor;
import org.suanchou.units.Quantity;
import org.suanchou.units.Unit;

/** Options and scenario files to training questions; what was left out is filled in and written down. */
public final class QuestionReader {
    /** Whose kernels a translation layer takes. */
    private static final String CUDA_VENDOR = "NVIDIA";

    /** Fields of which one must be given where the number of chips is open. */
    private static final List<Field> OPEN =
            List.of(Field.DAYS, Field.BUDGET, Field.MEGAWATTS, Field.MAX_MWH, Field.MAX_TCO2, Field.OBJECTIVE);

    /** The field of a chip's entry that joins nodes of it. */
    private static final String NIC = "nic_gbit_per_s_per_chip";

    private static final int SEQUENCE = 8192;

    /** Trillions or billions of tokens are written without their word below this many. */
    private static final int MOST_COUNTED = 1000;

    private final Catalog catalog;
    private final Fields fields;
    private final Door door;
    private final List<DefaultTaken> defaults = new ArrayList<>();
    private boolean batchOpen;

    /** @param door through which the files are opened that the question names */
    public QuestionReader(Catalog catalog, Fields fields, Door door) {
        this.catalog = catalog;
        this.fields = fields;
        this.door = door;
    }

    /** A question whose plan is to be found. */
    public TrainingQuestion search() {
        required(Field.MODEL);
        required(Field.ON);
        Integer chips = fields.whole(Field.CHIPS);
        Objective objective = objective(chips);
        if (chips == null && OPEN.stream().noneMatch(fields::has)) {
            throw fields.missing(Field.CHIPS, AskRefusal.CHIPS_OR_LIMIT);
        }
        boolean all = Boolean.TRUE.equals(fields.truth(Field.USE_ALL));
        TrainingQuestion question =
                question(chips, chips == null ? Supply.OPEN : all ? Supply.ALL : new Supply.UpTo(chips), objective);
        Integer ep = question.axes().ep();
        if (ep != null && ep > 1 && !question.job().model().hasExperts()) {
            throw new Refused(Refusal.counted(PlanRefusal.EP_WITHOUT_EXPERTS, ep, 1, ep, 1));
        }
        return question;
    }

    /** A question about one plan; the chips are those of the plan where none are given. */
    public TrainingQuestion single() {
        Integer chips = fields.whole(Field.CHIPS);
        if (chips == null) {
            long product = 1;
            for (Field degree : List.of(Field.TP, Field.CP, Field.PP, Field.DP)) {
                Integer given = fields.whole(degree);
                product *= given == null ? 1 : given;
            }
            if (product > Field.MOST) {
                throw new BadInput(
                        Field.TP.option(), Rule.value("tp x cp x pp x dp", product, Rule.NOT_BEYOND, Field.MOST));
            }
            chips = (int) product;
        }
        return question(chips, Supply.ALL, Objective.TIME);
    }

    private TrainingQuestion question(@Nullable Integer chips, Supply supply, Objective objective) {
        ModelSource model = model();
        SystemSpec system = system();
        int sequence = sequence(model.model());
        Tuning tuning = tuning();
        Double tokens = tokens(model, sequence, tuning);
        long batch = batch(sequence, tuning, tokens, chips, supply);
        Software software = software(system.chip());
        TrainingJob job = new TrainingJob(
                model.model(),
                new Cluster(system, chips == null ? 1 : chips),
                software.stack(),
                software.kernels(),
                precision(system.chip()),
                sequence,
                batch,
                tuning,
                RunOptions.DEFAULT.withExpertImbalance(expertImbalance()));
        if (job.kernels().inherited()) {
            taken(
                    "efficiency",
                    job.kernels().id(),
                    Why.INHERITED_EFFICIENCY,
                    system.chip().name());
        }
        TermsReader termsReader = new TermsReader(catalog, fields);
        Terms terms = termsReader.terms(system);
        Limits limits = termsReader.limits(system, terms);
        defaults.addAll(termsReader.defaults());
        if (tokens != null && !fields.has(Field.TOKENS)) {
            taken(
                    Field.TOKENS,
                    Quantity.format(tokens, Unit.TOKENS),
                    model.rumoured() ? Why.RUMOURED_TOKENS : Why.PUBLISHED_TOKENS,
                    "");
        }
        canBeKept(limits, tokens, system, terms, objective);
        Integer top = fields.whole(Field.TOP);
        return new TrainingQuestion(
                model.id(),
                job,
                tokens,
                limits,
                supply,
                batchOpen,
                terms,
                objective,
                new PlanFields(fields).axes(chips),
                top == null ? 3 : top,
                anchors(),
                defaults);
    }

    private ModelSource model() {
        @Nullable String asType = fields.text(Field.AS_TYPE);
        ModelSource model = lookup(Field.MODEL, query -> ModelSource.of(query, catalog, asType, door));
        for (HuggingFaceConfig.LeftOut part : model.leftOut()) {
            taken(
                    Field.MODEL,
                    model.id(),
                    switch (part) {
                        case VISION -> Why.VISION_LEFT_OUT;
                        case AUDIO -> Why.AUDIO_LEFT_OUT;
                        case QUANTISATION -> Why.QUANTISATION_LEFT_OUT;
                    },
                    "");
        }
        return model;
    }

    /** A stack, and what its kernels reach on the chip. */
    private record Software(SoftwareStack stack, ChipKernels kernels) {}

    /** As named; else what usually runs on the chip, or on the chips whose programs a translation layer takes. */
    private Software software(Chip chip) {
        Stacks stacks = new Stacks(catalog);
        SupportCheck check = new SupportCheck(new Supports(catalog));
        boolean named = fields.has(Field.STACK);
        TranslationLayer translation = fields.has(Field.TRANSLATION)
                ? check.translation(
                        lookup(Field.TRANSLATION, query -> catalog.id(Catalog.TRANSLATION_LAYERS, query)), chip)
                : null;
        SoftwareStack stack = named
                ? lookup(Field.STACK, stacks::named)
                : translation == null
                        ? stacks.usual(chip, catalog.asOfYear())
                        : stacks.usual(CUDA_VENDOR, catalog.asOfYear());
        defaults.addAll(check.notes(stack, chip, translation));
        boolean vendors = stack.vendors().stream().anyMatch(v -> isVendor(chip, v));
        if (named && translation == null && !vendors) {
            throw new Refused(Refusal.counted(
                    QuestionRefusal.STACK_VENDORS,
                    1,
                    0,
                    stack.name(),
                    stack.vendors().stream().map(catalog::vendorName).toList(),
                    chip.name()));
        }
        if (!named) {
            String vendor = chip.vendor();
            boolean known = !vendor.isEmpty() && vendors;
            taken(
                    Field.STACK,
                    stack.id(),
                    translation != null ? Why.TRANSLATED_STACK : known ? Why.USUAL_STACK : Why.GENERIC_STACK,
                    translation != null
                            ? translation.name()
                            : vendor.isEmpty() ? chip.name() : catalog.vendorName(vendor));
        }
        ChipKernels kernels = stacks.kernels(chip);
        return new Software(stack, translation == null ? kernels : kernels.through(translation));
    }

    /** Refuses limits whose measure is unknown. */
    private void canBeKept(
            Limits limits, @Nullable Double tokens, SystemSpec system, Terms terms, Objective objective) {
        if (limits.ofRun() && tokens == null) {
            throw fields.missing(Field.TOKENS, AskRefusal.TOKENS_FOR_LIMIT);
        }
        powerIsKnown(system, terms, objective);
        if (limits.usd() != null && terms.accounting() == null) {
            throw new BadInput(
                            Field.BUDGET.option(),
                            Refusal.of(AskRefusal.BUDGET_WITHOUT_PRICE, Field.BUDGET.option(), system.name()))
                    .forOneSystem();
        }
    }

    /** What follows from power can be neither kept nor ranked by where it is unknown. */
    private void powerIsKnown(SystemSpec system, Terms terms, Objective objective) {
        if (ClusterPower.isKnown(system, terms.assumptions())) {
            return;
        }
        Accounting accounting = terms.accounting();
        boolean owned = accounting != null && accounting.basis() != Basis.RENT;
        Field unknown = Stream.of(Field.MEGAWATTS, Field.MAX_MWH, Field.MAX_TCO2)
                .filter(fields::has)
                .findFirst()
                .orElse(
                        owned && fields.has(Field.BUDGET)
                                ? Field.BUDGET
                                : restsOnPower(objective, owned) ? Field.OBJECTIVE : null);
        if (unknown != null) {
            String option = unknown.option() + (unknown == Field.OBJECTIVE ? " " + objective.id() : "");
            throw new Refused(Refusal.of(QuestionRefusal.POWER_UNKNOWN, option, system.name()));
        }
    }

    private static boolean restsOnPower(Objective objective, boolean owned) {
        return switch (objective) {
            case ENERGY, CARBON, POWER -> true;
            case COST -> owned;
            case TIME, CHIPS -> false;
        };
    }

    /** Routed tokens of the busiest chip over the mean. */
    private double expertImbalance() {
        Double given = fields.number(Field.EXPERT_IMBALANCE);
        return given == null ? 1 : given;
    }

    /** Measured runs that a file of the evidence schema holds; none where no file is named. */
    private List<Anchor.Run> anchors() {
        if (!fields.has(Field.ANCHOR)) {
            return List.of();
        }
        return lookup(Field.ANCHOR, file -> {
            try {
                return door.runs(file);
            } catch (InvalidPathException e) {
                String option = Field.ANCHOR.option();
                throw new BadInput(option, Rule.value(option, BadInput.quoted(file), AskRefusal.A_FILE));
            }
        });
    }

    private String required(Field field) {
        String value = fields.text(field);
        if (value == null) {
            String where = fields.ownPath();
            throw where.isEmpty()
                    ? new BadInput(field.option(), Refusal.of(Rule.MISSING, field.option()))
                    : new BadInput(where, Refusal.of(Rule.AT, where, Refusal.of(Rule.MISSING, field.id())));
        }
        return value;
    }

    /** What a name means; where a scenario file gave it, messages say which field of which file did. */
    private <T> T lookup(Field field, Function<String, T> meaning) {
        String query = required(field);
        try {
            return meaning.apply(query);
        } catch (BadInput e) {
            if (e.ofOneSystem()) {
                throw e;
            }
            Tree stated = fields.get(field);
            if (stated == null || fields.typed(field)) {
                // what is wrong inside of what it names has a path of its own
                String option = fields.path(field, stated);
                throw e instanceof UnknownName
                        ? ofOne(field, new BadInput(option, Refusal.of(Rule.AT, option, e.refusal())))
                        : e;
            }
            String message = String.valueOf(e.getMessage());
            BadInput refusal = new BadInput(
                    fields.path(field, stated),
                    message.contains(e.path()) ? e.refusal() : Refusal.of(Rule.AT, e.path(), e.refusal()));
            throw e instanceof UnknownName ? ofOne(field, refusal) : refusal;
        }
    }

    /** An unknown model is no question at all; an unknown system or stack is one row of a comparison. */
    private static BadInput ofOne(Field field, BadInput refusal) {
        return field == Field.MODEL ? refusal : refusal.forOneSystem();
    }

    private SystemSpec system() {
        fields.one(Field.ON, AskRefusal.MIXED_SYSTEMS);
        SystemSpec system = lookup(Field.ON, query -> {
            try {
                return isFile(query) ? door.device(catalog, query) : catalog.on(query);
            } catch (UnknownName | SpoiltFile e) {
                throw e;
            } catch (BadInput e) {
                if (isFile(query)) {
                    throw e;
                }
                String path = fields.path(Field.ON, fields.get(Field.ON));
                throw new BadInput(path, Refusal.of(InputRefusal.NAMED_BUT, path, BadInput.quoted(query), e.refusal()))
                        .forOneSystem();
            }
        });
        Tree chips = fields.get(Field.CHIPS);
        Integer n = fields.whole(Field.CHIPS);
        if (n != null && n > system.reach() && chips != null) {
            throw new Refused(Refusal.counted(
                    Catalog.isMadeOfChip(system) ? QuestionRefusal.CHIPS_UNJOINED_CARD : QuestionRefusal.CHIPS_UNJOINED,
                    n,
                    system.reach(),
                    n,
                    system.reach(),
                    system.name(),
                    NIC));
        }
        if (Catalog.isMadeOfChip(system) && system.reach() <= system.chips()) {
            taken(Field.ON, system.id(), Why.ONE_NODE, catalog.usualHostLinkName());
        }
        return system;
    }

    private static boolean isFile(String query) {
        String lower = query.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml");
    }

    private int sequence(Transformer model) {
        Integer given = fields.whole(Field.SEQ_LENGTH);
        int most = model.maxPosition();
        if (given != null) {
            if (most > 0 && given > most) {
                taken(Field.SEQ_LENGTH, String.valueOf(given), Why.BEYOND_POSITIONS, String.valueOf(most));
            }
            return given;
        }
        int sequence = most > 0 ? Math.min(SEQUENCE, most) : SEQUENCE;
        taken(
                Field.SEQ_LENGTH,
                String.valueOf(sequence),
                sequence < SEQUENCE ? Why.LONGEST_LENGTH : Why.USUAL_LENGTH,
                "");
        return sequence;
    }

    /** As given, in sequences or in tokens; else what is usual for the task. A step is never longer than the run. */
    private long batch(int sequence, Tuning tuning, @Nullable Double tokens, @Nullable Integer chips, Supply supply) {
        Tree given = fields.get(Field.GLOBAL_BATCH_SIZE);
        if (given != null) {
            long batch = fields.inTokens(Field.GLOBAL_BATCH_SIZE) ? batchOfTokens(given, sequence) : sequences();
            if (tokens != null && (double) batch * sequence > tokens && batch > 1) {
                throw fields.bad(
                        Field.GLOBAL_BATCH_SIZE,
                        given,
                        AskRefusal.STEP_BEYOND_RUN,
                        new Quantity((double) batch * sequence, Unit.TOKENS),
                        new Quantity(tokens, Unit.TOKENS),
                        (long) Math.max(1, tokens / sequence),
                        sequence);
            }
            return batch;
        }
        GlobalBatch batch = GlobalBatch.usual(tuning, sequence, tokens, chips == null ? 1 : chips);
        if (!(supply instanceof Supply.All)) {
            batchOpen = true;
        } else {
            defaults.add(batch.taken(sequence));
        }
        return batch.sequences();
    }

    private int sequences() {
        Integer given = fields.whole(Field.GLOBAL_BATCH_SIZE);
        return given == null ? 1 : given;
    }

    private long batchOfTokens(Tree given, int sequence) {
        Double tokens = fields.amount(Field.GLOBAL_BATCH_SIZE);
        int most = ((Form.Batch) Field.GLOBAL_BATCH_SIZE.form()).most();
        if (tokens == null || tokens < sequence || tokens / sequence > most) {
            throw fields.bad(Field.GLOBAL_BATCH_SIZE, given, AskRefusal.SEQUENCES, most, sequence);
        }
        long batch = GlobalBatch.ofTokens(tokens, sequence);
        taken(
                Field.GLOBAL_BATCH_SIZE,
                String.valueOf(batch),
                Why.BATCH_IN_TOKENS,
                Quantity.format((double) batch * sequence, Unit.TOKENS));
        return batch;
    }

    private Precision precision(Chip chip) {
        String word = fields.word(Field.PRECISION);
        if (word != null) {
            return supported(Precision.of(word), chip);
        }
        boolean half = !chip.peakFlopPerSecond().containsKey(Precision.BF16)
                && chip.peakFlopPerSecond().containsKey(Precision.FP16);
        Precision precision = supported(half ? Precision.FP16 : Precision.BF16, chip);
        taken(Field.PRECISION, precision.id(), half ? Why.ONLY_PRECISION : Why.USUAL_PRECISION, chip.name());
        return precision;
    }

    private Precision supported(Precision precision, Chip chip) {
        if (chip.peak(precision) == null) {
            throw new Refused(Refusal.counted(QuestionRefusal.NO_PEAK, 1, 0, chip.name(), precision.id()));
        }
        if (chip.peak(Precision.BF16) == null) {
            throw new Refused(Refusal.counted(QuestionRefusal.NO_SIXTEEN_BIT_PEAK, 1, 0, chip.name()));
        }
        if (new Stacks(catalog).kernels(chip).gemm(precision) == null) {
            throw new Refused(Refusal.counted(QuestionRefusal.NO_KERNELS, 1, 0, chip.name(), precision.id()));
        }
        return precision;
    }

    private Tuning tuning() {
        return switch (fields.word(Field.TUNING)) {
            case "sft" -> Tuning.FULL_PACKED;
            case "lora" -> Tuning.LORA;
            case null, default -> Tuning.PRETRAIN;
        };
    }

    /** As given; else, of a pre-training, those that the model was trained on. */
    private @Nullable Double tokens(ModelSource model, int sequence, Tuning tuning) {
        Tree stated = fields.get(Field.TOKENS);
        Double given = fields.amount(Field.TOKENS);
        if (stated == null || given == null) {
            return tuning == Tuning.PRETRAIN ? model.trainingTokens() : null;
        }
        if (given < 1) {
            throw fields.bad(Field.TOKENS, stated, Rule.AT_LEAST, 1);
        }
        if (given < sequence) {
            boolean bare = stated.isNumber() || stated.isText() && Quantity.isBare(stated.text());
            String number = stated.label().strip();
            throw bare && given < MOST_COUNTED
                    ? fields.bad(Field.TOKENS, stated, AskRefusal.ONE_SEQUENCE_OR_MORE, sequence, number)
                    : fields.bad(Field.TOKENS, stated, AskRefusal.ONE_SEQUENCE, sequence);
        }
        return given;
    }

    private static boolean isVendor(Chip chip, String vendor) {
        return chip.vendor().isEmpty()
                || chip.vendor().toLowerCase(Locale.ROOT).startsWith(vendor.toLowerCase(Locale.ROOT));
    }

    private Objective objective(@Nullable Integer chips) {
        Tree given = fields.get(Field.OBJECTIVE);
        String word = fields.word(Field.OBJECTIVE);
        if (given == null || word == null) {
            boolean most = fields.has(Field.MEGAWATTS) || fields.has(Field.BUDGET);
            return chips != null || most && !fields.has(Field.DAYS) ? Objective.TIME : Objective.CHIPS;
        }
        Objective objective = Objects.requireNonNull(Objective.of(word));
        if (chips != null && (objective == Objective.CHIPS || objective == Objective.POWER)) {
            throw fields.bad(Field.OBJECTIVE, given, AskRefusal.OBJECTIVE_OF_CHIPS);
        }
        return objective;
    }

    /** The plan that the fields spell out; degrees left out are 1, dp is what is left of the chips. */
    public ParallelPlan plan(TrainingQuestion question) {
        return new PlanFields(fields).plan(question);
    }

    private void taken(Field field, String value, Why why, String detail) {
        taken(field.id(), value, why, detail);
    }

    private void taken(String field, String value, Why why, String detail) {
        defaults.add(new DefaultTaken(field, value, why, detail));
    }
}
