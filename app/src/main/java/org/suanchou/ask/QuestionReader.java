package org.suanchou.ask;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
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
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Refused;
import org.suanchou.refusal.Rule;
import org.suanchou.scenario.GlobalBatch;
import org.suanchou.scenario.Terms;
import org.suanchou.scenario.TrainingQuestion;
import org.suanchou.score.Validation;
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
    /** Names of all fields, as options are named. */
    public static final Set<String> FIELDS = fields(
            "model",
            "on",
            "chips",
            "use-all",
            "tokens",
            "global-batch-size",
            "seq-length",
            "precision",
            "stack",
            "translation",
            "as-type",
            "tuning",
            "objective",
            "top",
            "expert-imbalance",
            "anchor",
            "tp",
            "cp",
            "pp",
            "vp",
            "ep",
            "etp",
            "dp",
            "micro-batch-size",
            "sequence-parallel",
            "zero-stage",
            "shard-group",
            "recompute",
            "schedule");

    private static Set<String> fields(String... names) {
        Set<String> all = new LinkedHashSet<>(List.of(names));
        all.addAll(TermsReader.FIELDS);
        return all;
    }

    /** Whose kernels a translation layer takes. */
    private static final String CUDA_VENDOR = "NVIDIA";

    /** Fields of which one must be given where the number of chips is open. */
    private static final List<String> OPEN = List.of("days", "budget", "megawatts", "max-mwh", "max-tco2", "objective");

    /** The field of a chip's entry that joins nodes of it. */
    private static final String NIC = "nic_gbit_per_s_per_chip";

    private static final int SEQUENCE = 8192;
    static final int MOST_CHIPS = 1 << 24;
    private static final int MOST_IMBALANCE = 1000;
    private static final int MOST_SEQUENCES = 1 << 28;

    /** Trillions or billions of tokens are written without their word below this many. */
    private static final int MOST_COUNTED = 1000;

    private final Catalog catalog;
    private final Fields fields;
    private final List<DefaultTaken> defaults = new ArrayList<>();
    private boolean batchOpen;

    public QuestionReader(Catalog catalog, Fields fields) {
        this.catalog = catalog;
        this.fields = fields;
    }

    /** A question whose plan is to be found. */
    public TrainingQuestion search() {
        required("model");
        required("on");
        Integer chips = fields.whole("chips", 1, MOST_CHIPS);
        Objective objective = objective(chips);
        if (chips == null && OPEN.stream().noneMatch(fields::has)) {
            throw new BadInput(
                    "--chips",
                    "--chips is missing; give --chips N, or --days D for the fewest chips that meet them, or --budget or"
                            + " --megawatts");
        }
        boolean all = Boolean.TRUE.equals(fields.truth("use-all"));
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
        Integer chips = fields.whole("chips", 1, MOST_CHIPS);
        if (chips == null) {
            long product = 1;
            for (String degree : List.of("tp", "cp", "pp", "dp")) {
                Integer given = fields.whole(degree, 1, MOST_CHIPS);
                product *= given == null ? 1 : given;
            }
            if (product > MOST_CHIPS) {
                throw new BadInput("--tp", "tp x cp x pp x dp is " + product + "; it can't exceed " + MOST_CHIPS);
            }
            chips = (int) product;
        }
        return question(chips, Supply.ALL, Objective.TIME);
    }

    private TrainingQuestion question(@Nullable Integer chips, Supply supply, Objective objective) {
        @Nullable String asType = fields.text("as-type");
        ModelSource model = lookup("model", query -> ModelSource.of(query, catalog, asType));
        for (HuggingFaceConfig.LeftOut part : model.leftOut()) {
            taken(
                    "model",
                    model.id(),
                    switch (part) {
                        case VISION -> Why.VISION_LEFT_OUT;
                        case AUDIO -> Why.AUDIO_LEFT_OUT;
                        case QUANTISATION -> Why.QUANTISATION_LEFT_OUT;
                    },
                    "");
        }
        SystemSpec system = system();
        int sequence = sequence(model.model());
        Tuning tuning = tuning();
        Double tokens = tokens(model, sequence, tuning);
        long batch = batch(sequence, tuning, tokens, chips, supply);
        Stacks stacks = new Stacks(catalog);
        String stackId = fields.text("stack");
        Supports supports = new Supports(catalog);
        SupportCheck check = new SupportCheck(supports);
        TranslationLayer translation = fields.has("translation")
                ? check.translation(
                        lookup("translation", query -> catalog.id(Catalog.TRANSLATION_LAYERS, query)), system.chip())
                : null;
        SoftwareStack stack = stackId != null
                ? lookup("stack", stacks::named)
                : translation == null
                        ? stacks.usual(system.chip(), catalog.asOfYear())
                        : stacks.usual(CUDA_VENDOR, catalog.asOfYear());
        defaults.addAll(check.notes(stack, system.chip(), translation));
        if (stackId != null
                && translation == null
                && stack.vendors().stream().noneMatch(v -> isVendor(system.chip(), v))) {
            throw new Refused(Refusal.counted(
                    QuestionRefusal.STACK_VENDORS,
                    1,
                    0,
                    stack.name(),
                    stack.vendors().stream().map(catalog::vendorName).toList(),
                    system.chip().name()));
        }
        if (stackId == null) {
            String vendor = system.chip().vendor();
            boolean known = !vendor.isEmpty() && stack.vendors().stream().anyMatch(v -> isVendor(system.chip(), v));
            taken(
                    "stack",
                    stack.id(),
                    translation != null ? Why.TRANSLATED_STACK : known ? Why.USUAL_STACK : Why.GENERIC_STACK,
                    translation != null
                            ? translation.name()
                            : vendor.isEmpty() ? system.chip().name() : catalog.vendorName(vendor));
        }
        TrainingJob job = new TrainingJob(
                model.model(),
                new Cluster(system, chips == null ? 1 : chips),
                stack,
                translation == null
                        ? stacks.kernels(system.chip())
                        : stacks.kernels(system.chip()).through(translation),
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
        if (tokens != null && !fields.has("tokens")) {
            taken(
                    "tokens",
                    Quantity.format(tokens, Unit.TOKENS),
                    model.rumoured() ? Why.RUMOURED_TOKENS : Why.PUBLISHED_TOKENS,
                    "");
        }
        if (limits.ofRun() && tokens == null) {
            throw new BadInput("--tokens", "--tokens is missing; a limit of the run needs its length");
        }
        powerIsKnown(system, terms, objective);
        if (limits.usd() != null && terms.accounting() == null) {
            throw new BadInput(
                            "--budget",
                            "--budget needs a price, and none is known of " + system.name()
                                    + "; give --usd-per-chip-hour, or --assume server-usd-per-chip=USD")
                    .forOneSystem();
        }
        Integer top = fields.whole("top", 1, 1000);
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

    /** What follows from power can be neither kept nor ranked by where it is unknown. */
    private void powerIsKnown(SystemSpec system, Terms terms, Objective objective) {
        if (ClusterPower.isKnown(system, terms.assumptions())) {
            return;
        }
        Accounting accounting = terms.accounting();
        boolean owned = accounting != null && accounting.basis() != Basis.RENT;
        String unknown = fields.has("megawatts")
                ? "--megawatts"
                : fields.has("max-mwh")
                        ? "--max-mwh"
                        : fields.has("max-tco2")
                                ? "--max-tco2"
                                : owned && fields.has("budget")
                                        ? "--budget"
                                        : objective == Objective.ENERGY
                                                        || objective == Objective.CARBON
                                                        || objective == Objective.POWER
                                                        || owned && objective == Objective.COST
                                                ? "--objective " + objective.id()
                                                : "";
        if (!unknown.isEmpty()) {
            throw new Refused(Refusal.of(QuestionRefusal.POWER_UNKNOWN, unknown, system.name()));
        }
    }

    /** Routed tokens of the busiest chip over the mean. */
    private double expertImbalance() {
        Double given = fields.quantity("expert-imbalance", Unit.COUNT);
        Tree stated = fields.get("expert-imbalance");
        if (given == null || stated == null) {
            return 1;
        }
        if (!(given >= 1 && given <= MOST_IMBALANCE)) {
            throw fields.bad("expert-imbalance", stated, "it must be between 1 (balanced) and " + MOST_IMBALANCE);
        }
        return given;
    }

    /** Measured runs that a file of the evidence schema holds; none where no file is named. */
    private List<Anchor.Run> anchors() {
        if (!fields.has("anchor")) {
            return List.of();
        }
        return lookup("anchor", file -> {
            try {
                return new Validation(catalog, Path.of(file)).anchors();
            } catch (InvalidPathException e) {
                throw new BadInput("--anchor", "--anchor is " + BadInput.quoted(file) + "; it must be a file");
            }
        });
    }

    private String required(String name) {
        String value = fields.text(name);
        if (value == null) {
            String shown = name.equals("model") ? "MODEL" : "--" + name;
            String where = fields.ownPath();
            throw new BadInput(
                    where.isEmpty() ? shown : where,
                    where.isEmpty() ? shown + " is missing" : where + ": " + name + " is missing");
        }
        return value;
    }

    /** What a name means; where a scenario file gave it, messages say which field of which file did. */
    private <T> T lookup(String name, Function<String, T> meaning) {
        String query = required(name);
        try {
            return meaning.apply(query);
        } catch (BadInput e) {
            if (e.ofOneSystem()) {
                throw e;
            }
            Tree stated = fields.get(name);
            if (stated == null || fields.path(name, stated).startsWith("--")) {
                String option = name.equals("model") ? "MODEL" : "--" + name;
                // what is wrong inside of what it names has a path of its own
                throw e instanceof UnknownName
                        ? ofOne(name, new BadInput(option, Refusal.of(Rule.AT, option, e.refusal())))
                        : e;
            }
            String message = String.valueOf(e.getMessage());
            BadInput refusal = new BadInput(
                    fields.path(name, stated),
                    message.contains(e.path()) ? e.refusal() : Refusal.of(Rule.AT, e.path(), e.refusal()));
            throw e instanceof UnknownName ? ofOne(name, refusal) : refusal;
        }
    }

    /** An unknown model is no question at all; an unknown system or stack is one row of a comparison. */
    private static BadInput ofOne(String name, BadInput refusal) {
        return name.equals("model") ? refusal : refusal.forOneSystem();
    }

    private SystemSpec system() {
        fields.one("on", "fleets of mixed systems are not modelled; give one, or set them side by side with compare");
        SystemSpec system = lookup("on", query -> {
            try {
                return catalog.on(query);
            } catch (UnknownName | SpoiltFile e) {
                throw e;
            } catch (BadInput e) {
                if (query.endsWith(".yaml") || query.endsWith(".yml")) {
                    throw e;
                }
                String path = fields.path("on", fields.get("on"));
                throw new BadInput(path, Refusal.of(InputRefusal.NAMED_BUT, path, BadInput.quoted(query), e.refusal()))
                        .forOneSystem();
            }
        });
        Tree chips = fields.get("chips");
        Integer n = fields.whole("chips", 1, MOST_CHIPS);
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
            taken("on", system.id(), Why.ONE_NODE, catalog.usualHostLinkName());
        }
        return system;
    }

    private int sequence(Transformer model) {
        Integer given = fields.size("seq-length", 1, 1 << 24);
        int most = model.maxPosition();
        if (given != null) {
            if (most > 0 && given > most) {
                taken("seq-length", String.valueOf(given), Why.BEYOND_POSITIONS, String.valueOf(most));
            }
            return given;
        }
        int sequence = most > 0 ? Math.min(SEQUENCE, most) : SEQUENCE;
        taken("seq-length", String.valueOf(sequence), sequence < SEQUENCE ? Why.LONGEST_LENGTH : Why.USUAL_LENGTH, "");
        return sequence;
    }

    /** As given, in sequences or in tokens; else what is usual for the task. A step is never longer than the run. */
    private long batch(int sequence, Tuning tuning, @Nullable Double tokens, @Nullable Integer chips, Supply supply) {
        Tree given = fields.get("global-batch-size");
        if (given != null) {
            long batch = given.isText() && Fields.inTokens(given.text()) ? batchOfTokens(given, sequence) : sequences();
            if (tokens != null && (double) batch * sequence > tokens && batch > 1) {
                throw fields.bad(
                        "global-batch-size",
                        given,
                        "a step is " + Quantity.format((double) batch * sequence, Unit.TOKENS) + ", the run "
                                + Quantity.format(tokens, Unit.TOKENS) + "; it must be at most "
                                + (long) Math.max(1, tokens / sequence) + " sequences of " + sequence);
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
        Integer given = fields.size("global-batch-size", 1, MOST_SEQUENCES);
        return given == null ? 1 : given;
    }

    private long batchOfTokens(Tree given, int sequence) {
        Double tokens = fields.quantity("global-batch-size", Unit.TOKENS);
        if (tokens == null || tokens < sequence || tokens / sequence > MOST_SEQUENCES) {
            throw fields.bad(
                    "global-batch-size",
                    given,
                    "it must be from 1 to " + MOST_SEQUENCES + " sequences of " + sequence + " tokens");
        }
        long batch = GlobalBatch.ofTokens(tokens, sequence);
        taken(
                "global-batch-size",
                String.valueOf(batch),
                Why.BATCH_IN_TOKENS,
                Quantity.format((double) batch * sequence, Unit.TOKENS));
        return batch;
    }

    private Precision precision(Chip chip) {
        Tree given = fields.get("precision");
        if (given != null) {
            try {
                return supported(Precision.of(given.label()), chip);
            } catch (IllegalArgumentException e) {
                throw new BadInput(
                        fields.path("precision", given), fields.path("precision", given) + ": " + e.getMessage());
            }
        }
        boolean half = !chip.peakFlopPerSecond().containsKey(Precision.BF16)
                && chip.peakFlopPerSecond().containsKey(Precision.FP16);
        Precision precision = supported(half ? Precision.FP16 : Precision.BF16, chip);
        taken("precision", precision.id(), half ? Why.ONLY_PRECISION : Why.USUAL_PRECISION, chip.name());
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
        Tree given = fields.get("tuning");
        if (given == null) {
            return Tuning.PRETRAIN;
        }
        return switch (given.label().toLowerCase(Locale.ROOT)) {
            case "pretrain" -> Tuning.PRETRAIN;
            case "sft", "full" -> Tuning.FULL_PACKED;
            case "lora" -> Tuning.LORA;
            default -> throw fields.bad("tuning", given, "it must be pretrain, sft or lora");
        };
    }

    /** As given; else, of a pre-training, those that the model was trained on. */
    private @Nullable Double tokens(ModelSource model, int sequence, Tuning tuning) {
        Tree stated = fields.get("tokens");
        Double given = fields.quantity("tokens", Unit.TOKENS);
        if (stated == null || given == null) {
            return tuning == Tuning.PRETRAIN ? model.trainingTokens() : null;
        }
        if (given < 1) {
            throw fields.bad("tokens", stated, "it must be at least 1");
        }
        if (given < sequence) {
            boolean bare = stated.isNumber() || stated.isText() && Quantity.isBare(stated.text());
            String number = stated.label().strip();
            throw fields.bad(
                    "tokens",
                    stated,
                    "one sequence alone is " + sequence + " tokens"
                            + (bare && given < MOST_COUNTED
                                    ? "; write " + number + "T or " + number + "B for more"
                                    : ""));
        }
        return given;
    }

    private static boolean isVendor(Chip chip, String vendor) {
        return chip.vendor().isEmpty()
                || chip.vendor().toLowerCase(Locale.ROOT).startsWith(vendor.toLowerCase(Locale.ROOT));
    }

    private Objective objective(@Nullable Integer chips) {
        Tree given = fields.get("objective");
        if (given == null) {
            boolean most = fields.has("megawatts") || fields.has("budget");
            return chips != null || most && !fields.has("days") ? Objective.TIME : Objective.CHIPS;
        }
        Objective objective = Objective.of(given.label());
        if (objective == null) {
            throw fields.bad("objective", given, "it must be time, cost, energy, carbon, megawatts or chips");
        }
        if (chips != null && (objective == Objective.CHIPS || objective == Objective.POWER)) {
            throw fields.bad("objective", given, "the number of chips is given; leave --chips out and give --days");
        }
        return objective;
    }

    /** The plan that the fields spell out; degrees left out are 1, dp is what is left of the chips. */
    public ParallelPlan plan(TrainingQuestion question) {
        return new PlanFields(fields).plan(question);
    }

    private void taken(String field, String value, Why why, String detail) {
        defaults.add(new DefaultTaken(field, value, why, detail));
    }
}
