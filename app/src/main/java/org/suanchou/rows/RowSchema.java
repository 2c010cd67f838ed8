package org.suanchou.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.suanchou.catalog.FieldNames;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;
import org.suanchou.tree.InputRefusal;
import org.suanchou.tree.Issue;
import org.suanchou.tree.KnownFields;
import org.suanchou.tree.Spelling;
import org.suanchou.tree.Tree;

/**
 * The fields of a row of evidence, what kind of value each holds, and the words of those that have words of their own.
 *
 * <p>A row has one of two kinds: a training run, or the serving of a model, which is read for its form alone. All fields are
 * known here, whether or not a prediction has a use for them, so that a misspelt one is never taken for one left out.
 */
public final class RowSchema {
    /** What a field holds; null always stands for unpublished. */
    private enum Form {
        MAP(Refusal.of(Rule.MAP)),
        LIST(Refusal.of(Rule.LIST)),
        /** Text, a number or a truth value. */
        LABEL(Refusal.of(RowRefusal.PLAIN_TEXT)),
        LABELS(Refusal.of(RowRefusal.TEXTS)),
        /** A number, or the text of one. */
        NUMBER(Refusal.of(Rule.NUMBER)),
        TRUTH(Rule.mustBe("true", "false")),
        /** A map of names that no one lists. */
        FREE(Refusal.of(Rule.MAP));

        private final Refusal rule;

        Form(Refusal rule) {
            this.rule = rule;
        }

        boolean fits(Tree value) {
            return switch (this) {
                case MAP, FREE -> value.isMap();
                case LIST -> value.isList();
                case LABEL -> !value.isMap() && !value.isList();
                case LABELS ->
                    !value.isMap()
                            && (!value.isList()
                                    || value.items().stream().noneMatch(item -> item.isMap() || item.isList()));
                case NUMBER ->
                    value.isNumber()
                            || value.isText()
                                    && NUMBER_AS_TEXT
                                            .matcher(plain(value.text()))
                                            .matches();
                case TRUTH -> value.isBool();
            };
        }
    }

    private static final Pattern NUMBER_AS_TEXT = Pattern.compile("[0-9]{1,18}(?:\\.[0-9]{1,18})?");
    private static final String SERVING = "serving";
    private static final String MEASURED = "measured.";

    private static final String COMMON = """
            label: id family group quality kind source derivation notes precision_detail
            map: provenance
            label: provenance.kind provenance.where provenance.confidence
            map: model
            label: model.ref
            map: model.overrides model.architecture
            map: hardware
            label: hardware.chip hardware.system hardware.topology
            number: hardware.chips hardware.chips_per_node hardware.scale_up_domain hardware.slices
            map: hardware.inter_node hardware.overrides
            number: hardware.inter_node.gbit_per_s_per_chip
            label: hardware.inter_node.kind
            number: hardware.overrides.hbm_capacity_gb hardware.overrides.power_cap_w
            map: measured
            labels: score flags
            """;

    private static final String TRAINING = """
            map: parallelism batch recompute framework runtime finetune
            number: parallelism.tp parallelism.pp parallelism.vp parallelism.cp parallelism.ep parallelism.etp
            number: parallelism.dp parallelism.zero_stage parallelism.zero_group parallelism.fsdp
            number: parallelism.layers_per_virtual_stage
            truth: parallelism.sequence_parallel
            label: parallelism.fsdp_kind parallelism.schedule parallelism.cp_kind
            free: parallelism.mesh
            number: batch.micro batch.global batch.seq batch.mean_document
            label: precision memory_definition
            label: recompute.mode
            labels: recompute.detail
            label: framework.name framework.version
            number: framework.year
            truth: runtime.tp_comm_overlap runtime.moe_a2a_overlap runtime.overlap_p2p runtime.cross_entropy_fusion
            truth: runtime.compile runtime.gradient_bucketing
            label: runtime.cuda_graph runtime.moe_dispatcher runtime.pipeline_layout runtime.parameters_offload
            label: runtime.activations_offload runtime.base_weights runtime.attention runtime.loss
            label: runtime.fp8_attention runtime.expert_routing
            labels: runtime.cuda_graph_scope
            number: runtime.cpu_offload_layers
            map: runtime.optimizer
            label: runtime.optimizer.kind runtime.optimizer.state_precision runtime.optimizer.offload
            truth: runtime.optimizer.in_backward
            label: finetune.method
            number: finetune.rank
            labels: finetune.targets
            number: measured.step_time_s measured.tokens_per_s_per_chip measured.peak_memory_gib
            number: measured.memory_parameters_and_optimizer_gib measured.memory_activations_gib
            truth: measured.fits_in_memory
            """;

    private static final String SERVED = """
            map: parallelism precision engine workload
            label: parallelism.mode
            number: parallelism.tp parallelism.pp parallelism.attn_dp parallelism.moe_tp parallelism.moe_ep
            number: parallelism.replicas parallelism.cfg_parallel parallelism.sequence_parallel
            map: parallelism.prefill parallelism.decode
            number: parallelism.prefill.workers parallelism.prefill.gpus_per_worker parallelism.prefill.tp
            number: parallelism.prefill.pp parallelism.prefill.attn_dp parallelism.prefill.moe_tp
            number: parallelism.prefill.moe_ep parallelism.prefill.batch
            number: parallelism.decode.workers parallelism.decode.gpus_per_worker parallelism.decode.tp
            number: parallelism.decode.pp parallelism.decode.attn_dp parallelism.decode.moe_tp
            number: parallelism.decode.moe_ep parallelism.decode.batch
            label: precision.weights precision.gemm precision.moe precision.kv precision.attention
            label: precision.activations
            label: engine.name engine.version engine.launch_command
            free: engine.versions_in_document
            number: workload.isl workload.osl workload.isl_mean workload.osl_mean workload.concurrency workload.batch
            number: workload.request_rate_per_s workload.requests workload.kv_length workload.batch_per_chip
            number: workload.tokens_per_chip workload.ttft_limit_s workload.tpot_limit_s
            label: workload.scenario workload.phase workload.arrival workload.length_distribution workload.dataset
            number: workload.steps workload.width workload.height workload.frames workload.guidance_passes
            number: measured.prefill_s measured.makespan_s measured.duration_s measured.output_tokens_per_s
            number: measured.output_tokens_per_s_per_chip measured.input_tokens_per_s measured.total_tokens_per_s
            number: measured.input_tokens_per_s_per_chip measured.total_tokens_per_s_per_chip
            number: measured.user_tokens_per_s measured.achieved_request_rate_per_s
            number: measured.mean_power_fraction_of_tdp measured.peak_power_fraction_of_tdp measured.denoise_step_s
            """;

    /** Latencies of serving, each plain, as a mean and as percentiles. */
    private static final List<String> LATENCIES = List.of("ttft", "tpot", "itl", "e2e");

    private static final List<String> STATISTICS = List.of("", "_mean", "_p50", "_p90", "_p95", "_p99");

    /** Fields that hold one of these words and no other. */
    private static final Map<String, Set<String>> WORDS = Map.of(
            "quality", Set.of("A", "B"),
            "kind", Set.of("pretrain", "sft", "lora", "memory", "oom", "diffusion", SERVING),
            "provenance.kind", Set.of("file", "page", "memory"),
            "recompute.mode", Set.of("none", "selective", "full", "unknown"),
            "memory_definition", Set.of("allocated", "active", "reserved", "device", "nvidia-smi"));

    /** Fields that hold a framework's own words: another one is as it says, but one that is nearly a known one is misspelt. */
    private static final Map<String, Set<String>> USUAL_WORDS = Map.of(
            "parallelism.schedule",
            Set.of(
                    "gpipe",
                    "1f1b",
                    "zb-h1",
                    "zb-h2",
                    "zb-v",
                    "zbv",
                    "dualpipe",
                    "dualpipev",
                    "interleaved",
                    "interleaved-1f1b",
                    "1f1b-interleaved"),
            "parallelism.cp_kind",
            Set.of("ring", "all-to-all", "all-gather", "p2p", "a2a", "a2a+p2p"),
            "runtime.moe_dispatcher",
            Set.of("alltoall", "allgather", "deepep", "hybridep", "flex"),
            "runtime.activations_offload",
            Set.of("cpu", "none"),
            "runtime.attention",
            Set.of("unfused", "fused", "flash"));

    /** What others call a field, by the first word of their name for it. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("tensor", "tp"),
            Map.entry("pipeline", "pp"),
            Map.entry("virtual", "vp"),
            Map.entry("context", "cp"),
            Map.entry("expert", "ep"),
            Map.entry("data", "dp"),
            Map.entry("zero", "zero_stage"),
            Map.entry("sequence", "seq"),
            Map.entry("mbs", "micro"),
            Map.entry("gbs", "global"),
            Map.entry("gpus", "chips"),
            Map.entry("gpu", "chip"),
            Map.entry("time", "step_time_s"));

    private static final RowSchema TRAINING_ROW = new RowSchema(COMMON + TRAINING, List.of());
    private static final RowSchema SERVING_ROW = new RowSchema(COMMON + SERVED, latencies());

    private final Map<String, Form> forms = new LinkedHashMap<>();
    private final Set<String> metrics = new LinkedHashSet<>();
    private final KnownFields known;

    private RowSchema(String fields, Collection<String> latencies) {
        for (String line : fields.strip().split("\n")) {
            String[] words = line.strip().split("[:\\s]+");
            Form form = Form.valueOf(words[0].toUpperCase(Locale.ROOT));
            Arrays.stream(words).skip(1).forEach(name -> forms.put(name, form));
        }
        latencies.forEach(name -> forms.put(name, Form.NUMBER));
        List<String> names = new ArrayList<>(forms.keySet());
        forms.forEach((name, form) -> {
            if (form == Form.FREE) {
                names.add(name + ".*");
            } else if (name.startsWith(MEASURED)) {
                metrics.add(name.substring(MEASURED.length()));
            }
        });
        for (String field : FieldNames.ofModels()) {
            names.add("model.architecture." + field);
            names.add("model.overrides." + field);
        }
        this.known = new KnownFields(names, Set.of(), Set.of("model.overrides"), MEANT);
    }

    private static List<String> latencies() {
        List<String> names = new ArrayList<>();
        for (String latency : LATENCIES) {
            for (String statistic : STATISTICS) {
                names.add(MEASURED + latency + statistic + "_s");
            }
        }
        return names;
    }

    /** Whether a row measures the serving of a model, which is not predicted. */
    public static boolean isServing(Tree row) {
        Tree kind = row.get("kind");
        return kind != null && kind.isText() && kind.text().equals(SERVING)
                || (row.has("engine") || row.has("workload")) && !row.has("batch") && !row.has("framework");
    }

    /**
     * Checks a row's form, all of it.
     *
     * @throws BadInput at the first field that the schema doesn't know or whose value can't be meant
     */
    static void check(Tree row) {
        (isServing(row) ? SERVING_ROW : TRAINING_ROW).checked(row);
    }

    private void checked(Tree row) {
        List<Issue> unknown = new ArrayList<>(known.unknown(row));
        Tree model = row.get("model");
        Tree overrides = model == null || !model.isMap() ? null : model.get("overrides");
        if (overrides != null && overrides.isMap()) {
            unknown.addAll(overridesUnknown(overrides));
        }
        if (!unknown.isEmpty()) {
            Issue first = unknown.getFirst();
            throw new BadInput(
                    first.file() + ": " + first.field(),
                    unknown.size() == 1
                            ? first.wrong()
                            : Refusal.of(InputRefusal.AND_MORE, first.wrong(), unknown.size() - 1));
        }
        forms.forEach((name, form) -> {
            Tree value = at(row, name);
            if (value != null) {
                checked(name, form, value);
            }
        });
        for (Tree metric : row.items("score")) {
            String name = metric.text();
            if (!metrics.contains(name)) {
                String near = Spelling.nearest(name, metrics);
                throw near == null
                        ? metric.bad(Rule.ONE_OF, List.copyOf(metrics))
                        : metric.bad(Rule.DID_YOU_MEAN, near);
            }
            Tree value = at(row, MEASURED + name);
            if (value != null && value.isNumber() && !(value.doubleValue() > 0)) {
                throw value.bad(Rule.ABOVE, 0);
            }
        }
    }

    /** Overrides may name a field of a map by its path, {@code moe.dense_layers}. */
    private List<Issue> overridesUnknown(Tree overrides) {
        Set<String> dotted = FieldNames.ofModels();
        List<Issue> unknown = new ArrayList<>();
        for (Issue issue : new KnownFields(dotted, Set.of(), Set.of()).unknown(overrides)) {
            String field = issue.field().substring(issue.field().indexOf("overrides.") + "overrides.".length());
            if (!dotted.contains(field)) {
                unknown.add(issue);
            }
        }
        return unknown;
    }

    private static void checked(String name, Form form, Tree value) {
        if (!form.fits(value) || form == Form.NUMBER && name.startsWith(MEASURED) && !value.isNumber()) {
            throw value.bad(form.rule);
        }
        Set<String> words = WORDS.get(name);
        if (words != null && !words.contains(value.label())) {
            String near = near(value.label(), words);
            throw near == null ? value.bad(Rule.ONE_OF, List.copyOf(sorted(words))) : value.bad(Rule.MUST_BE, near);
        }
        Set<String> usual = USUAL_WORDS.get(name);
        if (usual != null) {
            misspelt(value, usual);
        }
    }

    /** A word that misses a usual one by a letter; other digits are another release, other letters another thing. */
    private static void misspelt(Tree value, Set<String> usual) {
        String word = folded(value.label());
        String letters = word.replaceAll("[0-9]", "");
        if (usual.stream().anyMatch(known -> folded(known).equals(word))) {
            return;
        }
        for (String known : sorted(usual)) {
            String other = folded(known);
            if (other.length() > 3
                    && !other.replaceAll("[0-9]", "").equals(letters)
                    && Spelling.edits(word, other) <= Math.max(1, other.length() / 6)) {
                throw value.bad(Rule.DID_YOU_MEAN, known);
            }
        }
    }

    /** Letters and digits in lower case. */
    static String folded(String word) {
        String cut = word.length() > 64 ? word.substring(0, 64) : word;
        return cut.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static List<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }

    /** Without case and the quotes that some rows carry along. */
    private static String plain(String word) {
        return word.replace("\"", "").strip().toLowerCase(Locale.ROOT);
    }

    /** The known word that this is, or nearly is. */
    private static @Nullable String near(String word, Set<String> words) {
        return words.contains(word) ? word : word.length() < 3 ? null : Spelling.nearest(word, words);
    }

    private static @Nullable Tree at(Tree row, String name) {
        Tree found = row;
        for (String step : name.split("\\.")) {
            found = found == null || !found.isMap() ? null : found.get(step);
        }
        return found;
    }
}
