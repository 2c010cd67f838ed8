package org.suanchou.rows;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.Catalog;
import org.suanchou.catalog.ModelReader;
import org.suanchou.catalog.Stacks;
import org.suanchou.hardware.Chip;
import org.suanchou.hardware.Cluster;
import org.suanchou.hardware.Fabric;
import org.suanchou.hardware.SystemSpec;
import org.suanchou.memory.StageMemory;
import org.suanchou.model.ModelSpec;
import org.suanchou.model.Precision;
import org.suanchou.model.Transformer;
import org.suanchou.parallel.ParallelPlan;
import org.suanchou.parallel.PipelineSchedule;
import org.suanchou.parallel.Recompute;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.source.Fact;
import org.suanchou.stack.AttentionKernel;
import org.suanchou.stack.ContextExchange;
import org.suanchou.stack.ExpertDispatcher;
import org.suanchou.stack.HeldState;
import org.suanchou.stack.Overlap;
import org.suanchou.stack.RunOptions;
import org.suanchou.stack.SoftwareStack;
import org.suanchou.text.Refusals;
import org.suanchou.training.TrainingJob;
import org.suanchou.training.Tuning;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.Tree;
import org.suanchou.units.PlainNumber;

/**
 * A training row of the evidence schema to a job and a plan. What the row states wins over its system's entry; what it
 * leaves out takes the value that its framework and year would.
 */
public final class RowReader {
    /** A row as the model sees it. */
    public record Run(TrainingJob job, ParallelPlan plan, boolean recomputeKnown, PeakMemory counted) {
        public Run with(TrainingJob other) {
            return new Run(other, plan, recomputeKnown, counted);
        }
    }

    /** What a run's peak of memory counts. */
    public enum PeakMemory {
        /** Live tensors, by the framework's own counter. */
        ALLOCATED,
        /** What the framework's allocator holds. */
        RESERVED,
        /** What the process holds of the device, or the board's tool shows. */
        DEVICE;

        public double bytes(StageMemory memory) {
            return switch (this) {
                case ALLOCATED -> memory.allocatedBytes();
                case RESERVED -> memory.reservedBytes();
                case DEVICE -> memory.deviceBytes();
            };
        }
    }

    /** A row that can't be described to the model; the message says why. */
    public static final class Unsupported extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Refusal refusal;

        Unsupported(Refusal.Code code, Object... arguments) {
            super(null, null);
            refusal = Refusal.of(code, arguments);
        }

        public Refusal refusal() {
            return refusal;
        }

        /** In English. */
        @Override
        public String getMessage() {
            return Refusals.english(refusal);
        }
    }

    /** 4 bits, and of 64 weights a scale in 8 bits, and of 256 scales one in 32 (Dettmers et al. 2023, arXiv 2305.14314). */
    private static final double NF4_BYTES = 0.5 + 1.0 / 64 + 4.0 / (64 * 256);

    private static final double GIGABIT_BYTES = 1e9 / 8;
    private static final int MOST = 1 << 24;
    private static final int MOST_SEQUENCES = 1 << 28;
    private static final double LEAST = 1e-6;
    private static final String ROCE_SYSTEM = "atlas-800t-a2";
    /** Ways to train adapters beside weights that stay as they are. */
    private static final Set<String> ADAPTERS = Set.of("lora", "qlora", "dora");

    private static final Pattern COUNT_OF_LAYERS = Pattern.compile("(?:block, |num_layers=)(\\d{1,4})");

    private final Catalog catalog;
    private final Stacks stacks;
    private final int thisYear;

    public RowReader(Catalog catalog) {
        this.catalog = catalog;
        this.stacks = new Stacks(catalog);
        this.thisYear = catalog.asOfYear();
    }

    /** @throws BadInput where the row's form is wrong, or a value can't be meant */
    public Run read(Tree row) {
        RowSchema.check(row);
        if (RowSchema.isServing(row)) {
            throw new Unsupported(RowRefusal.ROW_OF_SERVING);
        }
        Transformer model = model(row);
        Tree hardware = map(row, "hardware");
        SystemSpec system = system(hardware);
        Tree framework = map(row, "framework");
        int year = number(framework, "year", Math.max(system.chip().launchYear() + 1, 2021));
        SoftwareStack named = withAttention(
                stacks.ofRun(text(framework, "name"), text(framework, "version"), system.chip(), year), row);
        SoftwareStack stack = Boolean.TRUE.equals(bool(map(row, "runtime"), "compile")) ? named.withCompiler() : named;
        Tree parallel = map(row, "parallelism");
        Tree batch = map(row, "batch");
        int tp = number(parallel, "tp", 1);
        int pp = number(parallel, "pp", 1);
        int cp = number(parallel, "cp", 1);
        int cut = product("tp x pp x cp", tp, pp, cp);
        int stated = number(hardware, "chips", 0) > 0
                ? 1
                : product(
                        "dp x fsdp", number(parallel, "dp", 1), stack.batchPerChip() ? number(parallel, "fsdp", 1) : 1);
        int chips = number(hardware, "chips", product("tp x pp x cp x dp", cut, stated));
        if (chips % cut != 0) {
            throw new Unsupported(RowRefusal.CUT_OF_CHIPS, cut, chips);
        }
        int dp = chips / cut;
        int sequence = number(batch, "seq", model.maxPosition() > 0 ? Math.min(8192, model.maxPosition()) : 4096);
        long global = (long) real(batch, "global", 0, MOST_SEQUENCES);
        double micro = real(batch, "micro", 0, MOST);
        if (global < 1) {
            global = stack.batchPerChip() && micro > 0
                    ? Math.max(1, Math.round(micro * chips))
                    : (long) Math.max(1, dp * Math.max(1, micro) * (pp > 1 ? 8L * pp : 1));
        }
        if (stack.batchPerChip()) {
            micro = (double) global / dp;
        } else if (!(micro > 0)) {
            micro = 1;
        }
        micro = Math.min(micro, Math.max((double) global / dp, 1e-9));
        boolean experts = model.hasExperts();
        int ep = experts ? number(parallel, "ep", 1) : 1;
        int etp = experts ? number(parallel, "etp", 1) : 1;
        product("ep x etp", ep, etp);
        int fsdp = number(parallel, "fsdp", 1);
        int zero = number(parallel, "zero_stage", fsdp > 1 || stack.fullySharded() ? 3 : 1);
        int shard = shardGroup(parallel, zero, fsdp, dp * cp);
        Boolean sequenceParallel = bool(parallel, "sequence_parallel");
        boolean sp = tp > 1 && (sequenceParallel == null ? year >= 2022 : sequenceParallel);
        int vp = pp > 1 ? number(parallel, "vp", 1) : 1;
        vp = Math.max(1, Math.min(vp, model.layers() / pp));
        Tree recompute = map(row, "recompute");
        ParallelPlan plan = new ParallelPlan(
                tp,
                sp,
                cp,
                pp,
                vp,
                ep,
                etp,
                dp,
                micro,
                zero,
                shard,
                recompute(recompute, model.layers(), pp),
                schedule(parallel, vp));
        TrainingJob job = new TrainingJob(
                model,
                new Cluster(system, chips),
                stack,
                stacks.kernels(system.chip()),
                precision(row),
                sequence,
                global,
                tuning(row),
                runtime(row, parallel, model.layers()));
        String mode = text(recompute, "mode");
        return new Run(job, plan, mode != null && !mode.equals("unknown"), peakMemory(row));
    }

    private Transformer model(Tree row) {
        Tree model = map(row, "model");
        Tree architecture = map(model, "architecture");
        String reference = text(model, "ref");
        ModelSpec spec;
        if (architecture != null && architecture.has("kind")) {
            spec = architecture(architecture, reference, map(model, "overrides"));
        } else if (reference != null) {
            spec = catalog.model(reference).spec();
        } else {
            throw new Unsupported(RowRefusal.MODEL_NOT_GIVEN);
        }
        if (spec instanceof Transformer transformer) {
            return transformer;
        }
        throw new Unsupported(RowRefusal.ROW_WITHOUT_DECODER, spec.name());
    }

    /** The row's architecture; what it needs and leaves out is that of the catalogue's model, where there is one. */
    private ModelSpec architecture(Tree stated, @Nullable String reference, @Nullable Tree overrides) {
        // what is null in a row was not published
        Tree architecture = stated.withoutNulls();
        String name = reference == null ? "model" : reference;
        try {
            return ModelReader.read(withRouting(architecture, reference), name);
        } catch (BadInput e) {
            if (reference == null) {
                throw e;
            }
            Map<String, Object> fields;
            try {
                fields = published(catalog.tree("models", reference));
            } catch (BadInput unknown) {
                throw e;
            }
            for (Tree over : overrides == null ? List.of(architecture) : List.of(overrides, architecture)) {
                published(over).forEach((field, value) -> fields.merge(field, value, RowReader::over));
            }
            return ModelReader.read(Tree.of(architecture.path(), fields), name);
        }
    }

    /** Rows state no limit on the nodes that a token may reach; it is the model's. */
    private Tree withRouting(Tree architecture, @Nullable String reference) {
        Tree moe = map(architecture, "moe");
        if (moe == null || reference == null || moe.has("node_limit")) {
            return architecture;
        }
        Tree known;
        try {
            known = catalog.tree("models", reference).get("moe");
        } catch (BadInput unknown) {
            return architecture;
        }
        if (known == null || !known.has("node_limit")) {
            return architecture;
        }
        Map<String, Object> fields = published(architecture);
        Map<String, Object> experts = published(moe);
        experts.put("node_limit", known.require("node_limit").longValue());
        fields.put("moe", experts);
        return Tree.of(architecture.path(), fields);
    }

    /** The fields of a map as plain values; those that are null were not published, as if absent. */
    private static Map<String, Object> published(Tree map) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String field : map.fields()) {
            Tree value = map.get(field);
            if (value != null) {
                fields.put(field, publishedValue(value));
            }
        }
        return fields;
    }

    private static Object publishedValue(Tree value) {
        if (value.isMap()) {
            return published(value);
        }
        if (value.isList()) {
            List<Object> items = new ArrayList<>();
            for (Tree item : value.items()) {
                if (!item.isNull()) {
                    items.add(publishedValue(item));
                }
            }
            return items;
        }
        if (value.isBool()) {
            return value.bool();
        }
        if (value.isText()) {
            return value.text();
        }
        double number = value.doubleValue();
        return number == Math.rint(number) && Math.abs(number) < 1L << 53 ? (Object) (long) number : (Object) number;
    }

    private static Object over(Object below, Object stated) {
        if (below instanceof Map<?, ?> all && stated instanceof Map<?, ?> some) {
            Map<Object, Object> both = new LinkedHashMap<>(all);
            both.putAll(some);
            return both;
        }
        return stated;
    }

    private SystemSpec system(@Nullable Tree hardware) {
        String systemId = text(hardware, "system");
        String chipId = text(hardware, "chip");
        SystemSpec system;
        if (systemId != null) {
            system = catalog.system(systemId);
        } else if (chipId != null) {
            system = catalog.on(catalog.id("chips", chipId));
        } else {
            throw new Unsupported(RowRefusal.HARDWARE_NOT_GIVEN);
        }
        Chip chip = chipId == null ? system.chip() : catalog.chip(chipId);
        Tree overrides = map(hardware, "overrides");
        double capacity = real(overrides, "hbm_capacity_gb", 0, MOST);
        if (capacity > 0) {
            chip = chip.withMemoryBytes(Fact.given(capacity * (1L << 30)));
        }
        double cap = real(overrides, "power_cap_w", 0, MOST);
        if (cap > 0) {
            chip = chip.withPowerCap(Fact.given(cap));
        }
        List<Fabric> fabrics = new ArrayList<>(system.fabrics());
        int domain = number(hardware, "scale_up_domain", 0);
        if (domain > 0 && !fabrics.isEmpty() && fabrics.getFirst().reach() != domain) {
            Fabric scaleUp = fabrics.getFirst().reaching(domain);
            fabrics.removeIf(f -> f.reach() <= domain || f == system.fabrics().getFirst());
            fabrics.addFirst(scaleUp);
        }
        double gigabits = real(map(hardware, "inter_node"), "gbit_per_s_per_chip", 0, MOST);
        if (gigabits > 0) {
            int inside = Math.max(system.chips(), domain);
            Fabric scaleOut = !fabrics.isEmpty() && fabrics.getLast().reach() > inside
                    ? fabrics.removeLast()
                    : network(Math.max(
                            inside, fabrics.isEmpty() ? 1 : fabrics.getLast().reach()));
            fabrics.add(scaleOut.with(Fact.given(gigabits * GIGABIT_BYTES), scaleOut.latencySeconds()));
        }
        return system.withChip(chip).withFabrics(fabrics);
    }

    /** What joins systems that the catalogue lists no network for: latency and efficiency are those of RoCE. */
    private Fabric network(int inside) {
        Fabric roce = catalog.system(ROCE_SYSTEM).fabrics().getLast();
        return new Fabric.Switched(
                "network",
                Math.max(roce.reach(), 2 * inside),
                roce.bytesPerSecond(),
                roce.latencySeconds(),
                roce.efficiency(),
                false);
    }

    private static int shardGroup(@Nullable Tree parallel, int zero, int fsdp, int ranks) {
        int stated = number(parallel, "zero_group", zero == 3 && fsdp > 1 ? fsdp : ranks);
        int group = Math.max(1, Math.min(stated, ranks));
        while (ranks % group != 0) {
            group--;
        }
        return group;
    }

    /** 1F1B where the row names no schedule, or one that is not modelled, or one that can't be interleaved and is. */
    private static PipelineSchedule schedule(@Nullable Tree parallel, int vp) {
        String name = text(parallel, "schedule");
        PipelineSchedule schedule = name == null ? null : PipelineSchedule.of(name);
        return schedule == null || vp > 1 ? PipelineSchedule.ONE_F_ONE_B : schedule;
    }

    private static Precision precision(Tree row) {
        String stated = text(row, "precision");
        try {
            return stated == null ? Precision.BF16 : Precision.of(stated);
        } catch (IllegalArgumentException e) {
            throw row.require("precision")
                    .bad(Rule.ONE_OF, List.of("bf16", "fp16", "fp8", "mxfp8", "nvfp4", "int8", "tf32", "fp32"));
        }
    }

    private static PeakMemory peakMemory(Tree row) {
        String definition = text(row, "memory_definition");
        return definition == null
                ? PeakMemory.ALLOCATED
                : switch (definition) {
                    case "reserved" -> PeakMemory.RESERVED;
                    case "device", "nvidia-smi" -> PeakMemory.DEVICE;
                    default -> PeakMemory.ALLOCATED;
                };
    }

    private static Tuning tuning(Tree row) {
        String kind = text(row, "kind");
        String method = text(map(row, "finetune"), "method");
        boolean adapter = kind != null && ADAPTERS.contains(kind) || method != null && ADAPTERS.contains(method);
        return adapter ? Tuning.LORA : "sft".equals(kind) ? Tuning.FULL_PACKED : Tuning.PRETRAIN;
    }

    /** The stack with the attention kernel that the run states, where it states one that isn't the stack's. */
    private static SoftwareStack withAttention(SoftwareStack stack, Tree row) {
        String stated = text(map(row, "runtime"), "attention");
        return "unfused".equals(stated)
                ? stack.with(AttentionKernel.UNFUSED, stack.dispatcher(), stack.microScaledExperts())
                : stack;
    }

    private static boolean allToAll(@Nullable String kind) {
        String word = kind == null ? "" : RowSchema.folded(kind);
        return word.equals("alltoall") || word.equals("a2a") || word.equals("ulysses");
    }

    private static RunOptions runtime(Tree row, @Nullable Tree parallel, int layers) {
        Tree runtime = map(row, "runtime");
        String precision = text(row, "precision_detail");
        return new RunOptions(
                overlap(runtime, "tp_comm_overlap"),
                overlap(runtime, "moe_a2a_overlap"),
                dispatcher(text(runtime, "moe_dispatcher")),
                allToAll(text(parallel, "cp_kind")) ? ContextExchange.ALL_TO_ALL : ContextExchange.RING,
                overlap(runtime, "overlap_p2p"),
                graphedShare(runtime),
                "cpu".equals(text(runtime, "activations_offload")) ? layers : number(runtime, "cpu_offload_layers", 0),
                precision != null && precision.contains("fp32 gradient") ? 4.0 : null,
                1,
                meanDocument(row),
                "nf4".equals(text(runtime, "base_weights")) ? NF4_BYTES : RunOptions.HALF_PRECISION,
                held(runtime),
                Set.of("fused", "chunked").contains(String.valueOf(text(runtime, "loss"))));
    }

    /** Moments below 32 bits go with weights that have no 32-bit copy; what lies in host memory takes none of the device. */
    private static HeldState held(@Nullable Tree runtime) {
        Tree optimizer = map(runtime, "optimizer");
        boolean offloaded = "cpu".equals(text(runtime, "parameters_offload"));
        boolean elsewhere = offloaded || "cpu".equals(text(optimizer, "offload"));
        boolean used = Boolean.TRUE.equals(bool(optimizer, "in_backward"));
        String precision = String.valueOf(text(optimizer, "state_precision"));
        double bytes = precision.equals("bf16") ? 2 : precision.equals("int8") ? 1 : 4;
        int moments = "muon".equals(text(optimizer, "kind")) ? 1 : 2;
        return new HeldState(
                offloaded ? 0 : 1,
                offloaded || used ? 0 : 1,
                elsewhere || bytes < 4 ? 0 : 4,
                elsewhere ? 0 : moments * bytes);
    }

    private static @Nullable Double meanDocument(Tree row) {
        double tokens = real(map(row, "batch"), "mean_document", 0, MOST);
        return tokens > 0 ? (Double) tokens : null;
    }

    private static @Nullable ExpertDispatcher dispatcher(@Nullable String name) {
        String word = name == null ? "" : name.toLowerCase(Locale.ROOT);
        return word.contains("deepep") || word.contains("hybridep")
                ? ExpertDispatcher.DEDUPLICATING
                : word.contains("alltoall") ? ExpertDispatcher.ALL_TO_ALL : null;
    }

    /** Share of launches that graphs replay: all of a full iteration, else a quarter for each module captured. */
    private static double graphedShare(@Nullable Tree runtime) {
        Tree scope = runtime == null ? null : runtime.get("cuda_graph_scope");
        String words = scope == null ? "" : scope.isList() ? joined(scope) : scope.label();
        if (words.contains("full_iteration")) {
            return 1;
        }
        double modules = 0;
        for (String module : List.of("attn", "mamba", "moe_router", "moe_preprocess", "mlp")) {
            modules += words.contains(module) ? 1 : 0;
        }
        return Math.min(1, modules / 4);
    }

    private static String joined(Tree list) {
        StringBuilder text = new StringBuilder();
        for (Tree item : list.items()) {
            text.append(item.isNull() ? "" : item.label()).append(' ');
        }
        return text.toString();
    }

    private static Recompute recompute(@Nullable Tree recompute, int layers, int pp) {
        String mode = text(recompute, "mode");
        String detail = text(recompute, "detail");
        String words = detail == null ? "" : detail.toLowerCase(Locale.ROOT);
        if (mode == null || mode.equals("none") || mode.equals("unknown")) {
            return Recompute.NONE;
        }
        if (mode.equals("full")) {
            Matcher count = COUNT_OF_LAYERS.matcher(words);
            return count.find()
                    ? new Recompute.Full(
                            Math.min(1, Math.max(1e-6, Integer.parseInt(count.group(1)) * (double) pp / layers)))
                    : Recompute.FULL;
        }
        Set<Recompute.Module> parts = EnumSet.noneOf(Recompute.Module.class);
        for (String word : words.split("[^a-z_]+")) {
            switch (word) {
                case "core_attn" -> parts.add(Recompute.Module.CORE_ATTENTION);
                case "mla_up_proj" -> parts.add(Recompute.Module.LATENT_UP);
                case "layernorm" -> parts.add(Recompute.Module.NORM);
                case "mlp" -> parts.add(Recompute.Module.MLP);
                case "moe" -> parts.add(Recompute.Module.EXPERTS);
                case "moe_act" -> parts.add(Recompute.Module.EXPERT_ACTIVATION);
                case "shared_experts" -> parts.add(Recompute.Module.SHARED_EXPERT);
                default -> {}
            }
        }
        return parts.isEmpty() ? Recompute.SELECTIVE : new Recompute.Selective(parts);
    }

    private static @Nullable Tree map(@Nullable Tree tree, String field) {
        Tree found = tree == null ? null : tree.get(field);
        if (found != null && !found.isMap()) {
            throw found.bad(Rule.MAP);
        }
        return found;
    }

    private static @Nullable String text(@Nullable Tree tree, String field) {
        Tree found = tree == null ? null : tree.get(field);
        return found == null ? null : found.label();
    }

    private static Overlap overlap(@Nullable Tree tree, String field) {
        Boolean stated = bool(tree, field);
        return stated == null ? Overlap.USUAL : stated ? Overlap.ON : Overlap.OFF;
    }

    private static @Nullable Boolean bool(@Nullable Tree tree, String field) {
        Tree found = tree == null ? null : tree.get(field);
        return found == null ? null : (Boolean) found.bool();
    }

    /** A degree or count of at least 1; what is missing takes the other value, which may be 0. */
    private static int number(@Nullable Tree tree, String field, int otherwise) {
        Tree found = tree == null ? null : tree.get(field);
        if (found == null) {
            return otherwise;
        }
        int n = found.isText() ? quoted(found) : found.intValue();
        if (n < (field.equals("zero_stage") || field.equals("cpu_offload_layers") ? 0 : 1)) {
            throw found.bad(Rule.AT_LEAST, 1);
        }
        if (n > MOST) {
            throw found.bad(Rule.NOT_BEYOND, MOST);
        }
        return n;
    }

    private static int product(String name, int... degrees) {
        long product = 1;
        for (int degree : degrees) {
            product *= degree;
            if (product > MOST) {
                throw new Unsupported(Rule.VALUE, name, product, Refusal.of(Rule.NOT_BEYOND, MOST));
            }
        }
        return (int) product;
    }

    /** Some rows carry a number as the text that a script printed: {@code "40"}. */
    private static int quoted(Tree text) {
        String digits = text.text().replace("\"", "").strip();
        int number = PlainNumber.whole(digits);
        if (number < 0) {
            throw text.bad(Rule.WHOLE_NUMBER);
        }
        return number;
    }

    private static double real(@Nullable Tree tree, String field, double otherwise, double most) {
        Tree found = tree == null ? null : tree.get(field);
        if (found == null) {
            return otherwise;
        }
        double n = found.doubleValue();
        if (!(n > 0)) {
            throw found.bad(Rule.ABOVE, 0);
        }
        if (n < LEAST) {
            throw found.bad(Rule.AT_LEAST, LEAST);
        }
        if (n > most) {
            throw found.bad(Rule.NOT_BEYOND, Math.round(most));
        }
        return n;
    }
}
