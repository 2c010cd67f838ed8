package org.suanchou.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.suanchou.calibration.CollectiveForm;
import org.suanchou.calibration.DecodeForm;
import org.suanchou.calibration.ExpertsForm;
import org.suanchou.calibration.GemmForm;
import org.suanchou.calibration.KernelFormat;
import org.suanchou.calibration.PrefillForm;
import org.suanchou.calibration.StreamForm;
import org.suanchou.catalog.Catalog;
import org.suanchou.measure.Measurements.Key;
import org.suanchou.measure.Measurements.Origin;
import org.suanchou.measure.Measurements.Over;
import org.suanchou.refusal.Refusal;
import org.suanchou.refusal.Rule;
import org.suanchou.tree.BadInput;

/**
 * Tables of measured kernels to {@link Measurements}. A table is known by the columns of its header, whatever its name; columns
 * stand in any order, others are ignored. Latencies are in microseconds. A row with something in the column {@code flag} is counted
 * and not used.
 */
final class KernelTables {
    private static final int HEAD_DIM = 128;

    /** Widths of a head's keys and values, and of the cache of all heads, of multi-head latent attention (arXiv:2405.04434). */
    private static final int LATENT_KEY = 192;

    private static final int LATENT_VALUE = 128;
    private static final int LATENT_CACHE_KEY = 576;
    private static final int LATENT_CACHE_VALUE = 512;

    private static final int RANKS_OF_A_NODE = 8;

    /** Where the scale-up domain is a rack (NVL72), its compute trays hold four. */
    private static final int RANKS_OF_A_TRAY = 4;

    /** A scale of four bytes for each 128 elements of eight bits. */
    private static final double SCALED_BYTE = 1 + 4 / 128.0;

    /** An operation that works in memory alone. */
    private static final String PREPARE = "alltoall_prepare";

    private static final int ROUTE_BYTES = 4;

    /** What a table is, by the columns that it can't do without. */
    private enum Table {
        GEMM("gemm", "chip", "dtype", "m", "n", "k", "latency_us"),
        PREFILL(
                "attention_prefill",
                "chip",
                "attn_dtype",
                "kv_dtype",
                "batch",
                "q_len",
                "heads",
                "kv_heads",
                "latency_us"),
        DECODE(
                "attention_decode",
                "chip",
                "attn_dtype",
                "kv_dtype",
                "batch",
                "kv_len",
                "heads",
                "kv_heads",
                "latency_us"),
        MLA("mla", "chip", "phase", "mla_dtype", "kv_dtype", "heads", "batch", "seq", "latency_us"),
        EXPERTS("experts", "chip", "dtype", "model_shape", "tp", "ep", "distribution", "tokens", "latency_us"),
        EXPERT_SHAPES("expert_shapes", "model_shape", "hidden", "inter", "topk", "num_experts"),
        COLLECTIVES("collectives", "chip", "impl", "collective", "ranks", "bytes", "latency_us"),
        DEEP_EP(
                "deepep",
                "chip",
                "mode",
                "node_num",
                "hidden_size",
                "num_token",
                "num_topk",
                "num_experts",
                "dispatch_us",
                "combine_us"),
        NVLINK_ALL_TO_ALL(
                "nvlink_all_to_all",
                "chip",
                "op_name",
                "kernel_source",
                "moe_dtype",
                "num_tokens",
                "hidden_size",
                "topk",
                "num_experts",
                "moe_ep_size",
                "latency_us"),
        LAYER_OPERATIONS(
                "layer_operations",
                "chip",
                "n_head",
                "n_kv_head",
                "n_embd",
                "n_expanded_embd",
                "use_gated_mlp",
                "num_tokens",
                "tp",
                "input_layernorm_us",
                "attn_rope_us",
                "mlp_act_us",
                "add_us");

        private final String id;
        private final List<String> columns;

        Table(String id, String... columns) {
            this.id = id;
            this.columns = List.of(columns);
        }

        static @Nullable Table of(List<String> header) {
            for (Table table : values()) {
                if (header.containsAll(table.columns)) {
                    return table;
                }
            }
            return null;
        }
    }

    private record ExpertShape(long hidden, long inter, long topk, long experts) {}

    /** Kept until the shapes are known, which may stand in a later file. */
    private record ExpertsRow(
            Origin origin, Key key, String shape, String where, long tp, long ep, long tokens, double seconds) {}

    private final ChipNames chips;
    private final Catalog catalog;
    private final Measurements measurements = new Measurements();
    private final Map<String, ExpertShape> shapes = new HashMap<>();
    private final List<ExpertsRow> experts = new ArrayList<>();
    private final List<String> unused = new ArrayList<>();

    KernelTables(Catalog catalog, ChipNames chips) {
        this.catalog = catalog;
        this.chips = chips;
    }

    /** Reads a table, or the {@code .csv} and {@code .csv.gz} files of a folder, of which those of another kind are passed over. */
    void read(Path path) {
        if (!Files.isDirectory(path)) {
            try (CsvReader csv = new CsvReader(path)) {
                if (!read(csv)) {
                    throw new BadInput(
                            csv.file(), Refusal.of(MeasureRefusal.NO_TABLE, BadInput.quoted(csv.file()), tables()));
                }
            }
            return;
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(path, "*.{csv,csv.gz}")) {
            inside.forEach(files::add);
        } catch (IOException e) {
            throw new BadInput(
                    path.toString(), Refusal.of(MeasureRefusal.TABLES_NOT_LISTED, BadInput.quoted(path.toString())));
        }
        files.sort(null);
        for (Path file : files) {
            try (CsvReader csv = new CsvReader(file)) {
                if (!read(csv)) {
                    unused.add(csv.file());
                }
            }
        }
    }

    private static List<String> tables() {
        return Arrays.stream(Table.values()).map(table -> table.id).toList();
    }

    /** Files of folders that are no known table. */
    List<String> unused() {
        return List.copyOf(unused);
    }

    private boolean read(CsvReader csv) {
        Table table = Table.of(csv.header());
        if (table == null) {
            return false;
        }
        KernelRow row = new KernelRow(csv);
        while (csv.nextRow()) {
            if (table == Table.EXPERT_SHAPES) {
                expertShape(row);
                continue;
            }
            String chip = chips.of(row);
            if (chip == null) {
                continue;
            }
            Origin origin = new Origin(table.id, row.text("source", "unnamed"));
            boolean flagged = row.has("flag");
            measurements.count(origin, chip, flagged);
            if (measurements.rows() > Measurements.MOST_ROWS) {
                throw csv.bad(MeasureRefusal.ROWS_IN_ALL, Measurements.MOST_ROWS);
            }
            if (!flagged) {
                add(table, row, chip, origin);
            }
        }
        return true;
    }

    private void add(Table table, KernelRow row, String chip, Origin origin) {
        switch (table) {
            case GEMM -> gemm(row, chip, origin);
            case PREFILL -> prefill(row, chip, origin);
            case DECODE -> decode(row, chip, origin);
            case MLA -> latent(row, chip, origin);
            case EXPERTS -> experts(row, chip, origin);
            case COLLECTIVES -> collective(row, chip, origin);
            case DEEP_EP -> deepEp(row, chip, origin);
            case NVLINK_ALL_TO_ALL -> nvlinkAllToAll(row, chip, origin);
            case LAYER_OPERATIONS -> layerOperations(row, chip, origin);
            case EXPERT_SHAPES -> throw new IllegalStateException("shapes are read before chips");
        }
    }

    private void gemm(KernelRow row, String chip, Origin origin) {
        if (row.has("groups") && row.count("groups") > 1) {
            return;
        }
        measurements.gemm.add(
                origin,
                new Key(chip, row.format("dtype").id()),
                new GemmForm.Shape(row.count("m"), row.count("n"), row.count("k")),
                row.seconds("latency_us"));
    }

    /** Kernels that read a cache of another format than they multiply in are of serving; training has none. */
    private void prefill(KernelRow row, String chip, Origin origin) {
        KernelFormat format = row.format("attn_dtype");
        if (row.format("kv_dtype") != format) {
            return;
        }
        long width = row.has("head_dim") ? row.count("head_dim") : HEAD_DIM;
        measurements.prefill.add(
                origin,
                new Key(chip, format.id()),
                new PrefillForm.Shape(
                        row.count("batch"),
                        row.count("heads"),
                        row.count("kv_heads"),
                        row.count("q_len"),
                        width,
                        width),
                row.seconds("latency_us"));
    }

    private void decode(KernelRow row, String chip, Origin origin) {
        KernelFormat cache = row.format("kv_dtype");
        long width = row.has("head_dim") ? row.count("head_dim") : HEAD_DIM;
        measurements.decode.add(
                origin,
                new Key(chip, cache.id()),
                new DecodeForm.Shape(
                        row.count("batch"),
                        row.count("heads"),
                        row.count("kv_len"),
                        2 * row.count("kv_heads") * width * cache.inputBytes(),
                        width,
                        width),
                row.seconds("latency_us"));
    }

    private void latent(KernelRow row, String chip, Origin origin) {
        if (row.has("prefix") && !row.text("prefix").equals("0")) {
            return;
        }
        KernelFormat cache = row.format("kv_dtype");
        Key key = new Key(chip, cache.id());
        long batch = row.count("batch");
        long heads = row.count("heads");
        long length = row.count("seq");
        switch (row.text("phase")) {
            case "prefill" ->
                measurements.latentPrefill.add(
                        origin,
                        key,
                        new PrefillForm.Shape(batch, heads, heads, length, LATENT_KEY, LATENT_VALUE),
                        row.seconds("latency_us"));
            case "decode" ->
                measurements.latentDecode.add(
                        origin,
                        key,
                        new DecodeForm.Shape(
                                batch,
                                heads,
                                length,
                                LATENT_CACHE_KEY * cache.inputBytes(),
                                LATENT_CACHE_KEY,
                                LATENT_CACHE_VALUE),
                        row.seconds("latency_us"));
            default -> throw row.csv().bad("phase", row.text("phase"), Rule.mustBe("prefill", "decode"));
        }
    }

    private void expertShape(KernelRow row) {
        ExpertShape shape =
                new ExpertShape(row.count("hidden"), row.count("inter"), row.count("topk"), row.count("num_experts"));
        ExpertShape before = shapes.putIfAbsent(row.text("model_shape"), shape);
        if (before != null && !before.equals(shape)) {
            throw row.csv().bad("model_shape", row.text("model_shape"), MeasureRefusal.OTHER_SIZES);
        }
    }

    private void experts(KernelRow row, String chip, Origin origin) {
        if (!row.text("distribution").equals("balanced")) {
            return;
        }
        String shape = row.text("model_shape");
        experts.add(new ExpertsRow(
                origin,
                new Key(chip, row.format("dtype").id()),
                shape,
                row.csv().where(),
                row.count("tp"),
                row.count("ep"),
                row.count("tokens"),
                row.seconds("latency_us")));
    }

    private void collective(KernelRow row, String chip, Origin origin) {
        String name = row.text("collective");
        String collective = switch (name) {
            case "all_reduce", "all_gather", "reduce_scatter", "all_to_all" -> name;
            case "alltoall" -> "all_to_all";
            default ->
                throw row.csv()
                        .bad(
                                "collective",
                                name,
                                Rule.ONE_OF,
                                List.of("all_reduce", "all_gather", "reduce_scatter", "all_to_all"));
        };
        String impl = row.text("impl");
        String runtime = impl.endsWith("_graph") ? "graph" : impl.endsWith("_eager") ? "eager" : impl;
        long ranks = row.count("ranks");
        if (ranks < 2 || ranks > 1 << 20) {
            throw row.csv().bad("ranks", row.text("ranks"), MeasureRefusal.RANKS_OF_GROUP, 1048576);
        }
        measurements.collectives.add(
                origin,
                new Key(chip, collective + "." + runtime),
                new CollectiveForm.Shape((int) ranks, row.count("bytes"), collective.equals("all_reduce") ? 2 : 1),
                row.seconds("latency_us"));
    }

    /**
     * DeepEP (github.com/deepseek-ai/DeepEP): dispatch in 8 bits with scales, combine in 16. Normal kernels send a token once to each
     * chip of the node that wants it, or once to each other node; low-latency kernels once for each expert.
     */
    private void deepEp(KernelRow row, String chip, Origin origin) {
        boolean lowLatency = switch (row.text("mode")) {
            case "low_latency" -> true;
            case "normal" -> false;
            default -> throw row.csv().bad("mode", row.text("mode"), Rule.mustBe("normal", "low_latency"));
        };
        long nodes = row.count("node_num");
        long perNode = row.has("ranks_per_node")
                ? row.count("ranks_per_node")
                : catalog.on(chip).scaleUpDomain() > RANKS_OF_A_NODE ? RANKS_OF_A_TRAY : RANKS_OF_A_NODE;
        long peers = nodes > 1 ? nodes : perNode;
        long topk = row.count("num_topk");
        long experts = row.count("num_experts");
        double copies = lowLatency ? topk * (peers - 1.0) / peers : remoteCopies(topk, experts, peers);
        double elements = row.count("num_token") * copies * row.count("hidden_size");
        String of = row.text("hidden_size") + " " + topk + "/" + experts;
        String label = "deepep_" + row.text("mode");
        String across = nodes > 1 ? "." + nodes + "_nodes" : "";
        for (String way : new String[] {"dispatch", "combine"}) {
            if (row.has(way + "_us")) {
                double bytes = elements * (way.equals("dispatch") ? SCALED_BYTE : 2);
                measurements.allToAll.add(
                        origin,
                        new Key(chip, label + "." + way + across, nodes > 1 ? Over.NETWORK : Over.LINKS),
                        new StreamForm.Shape(bytes, of),
                        row.seconds(way + "_us"));
            }
        }
    }

    /** Peers but the own one that hold at least one of {@code topk} different experts, on average. */
    static double remoteCopies(long topk, long experts, long peers) {
        double none = 1;
        double here = (double) experts / peers;
        for (long i = 0; i < topk; i++) {
            none *= Math.max(0, (experts - here - i) / (experts - i));
        }
        return (peers - 1) * (1 - none);
    }

    private void nvlinkAllToAll(KernelRow row, String chip, Origin origin) {
        String operation = row.text("op_name");
        KernelFormat format = row.format("moe_dtype");
        long tokens = row.count("num_tokens");
        long topk = row.count("topk");
        long hidden = row.count("hidden_size");
        long experts = row.count("num_experts");
        long ranks = row.count("moe_ep_size");
        double elements = tokens * remoteCopies(topk, experts, ranks) * hidden;
        double bytes = switch (operation) {
            case PREPARE -> (double) tokens * topk * ROUTE_BYTES;
            case "alltoall_dispatch" -> elements * format.inputBytes();
            case "alltoall_combine" -> elements * 2;
            case "alltoall_combine_low_precision" -> elements * format.inputBytes();
            default -> throw row.csv().bad("op_name", operation, MeasureRefusal.EXPERT_OPERATION);
        };
        String kernel = switch (row.text("kernel_source")) {
            case "NVLinkOneSided" -> "nvlink_one_sided";
            case "NVLinkTwoSided" -> "nvlink_two_sided";
            default ->
                throw row.csv()
                        .bad(
                                "kernel_source",
                                row.text("kernel_source"),
                                Rule.mustBe("NVLinkOneSided", "NVLinkTwoSided"));
        };
        measurements.allToAll.add(
                origin,
                new Key(
                        chip,
                        kernel + "." + operation.substring("alltoall_".length()) + "." + format.id(),
                        operation.equals(PREPARE) ? Over.MEMORY : Over.LINKS),
                new StreamForm.Shape(bytes, hidden + " " + topk + "/" + experts + " over " + ranks),
                row.seconds("latency_us"));
    }

    /** Passes over activations in 16 bits; bytes are the least that must move. */
    private void layerOperations(KernelRow row, String chip, Origin origin) {
        double tokens = row.count("num_tokens");
        double hidden = row.count("n_embd");
        double tp = row.count("tp");
        double heads = row.count("n_head");
        double headDim = hidden / heads;
        boolean gated = row.text("use_gated_mlp").equalsIgnoreCase("true");
        pass(row, chip, origin, "norm", "input_layernorm_us", 4 * tokens * hidden);
        pass(row, chip, origin, "norm", "post_attention_layernorm_us", 4 * tokens * hidden);
        pass(row, chip, origin, "residual_add", "add_us", 6 * tokens * hidden);
        pass(row, chip, origin, "rotary", "attn_rope_us", 4 * tokens * (heads + row.count("n_kv_head")) * headDim / tp);
        pass(
                row,
                chip,
                origin,
                gated ? "gated_activation" : "activation",
                "mlp_act_us",
                (gated ? 6 : 4) * tokens * row.count("n_expanded_embd") / tp);
    }

    private void pass(KernelRow row, String chip, Origin origin, String label, String column, double bytes) {
        if (row.has(column)) {
            measurements.memoryBound.add(
                    origin,
                    new Key(chip, label),
                    new StreamForm.Shape(bytes, row.text("num_tokens")),
                    row.seconds(column));
        }
    }

    /** What was read, after the last file. */
    Measurements measurements() {
        for (ExpertsRow row : experts) {
            ExpertShape shape = shapes.get(row.shape);
            if (shape == null) {
                throw new BadInput(
                        row.where,
                        CsvReader.at(
                                row.where,
                                Rule.value("model_shape", BadInput.quoted(row.shape), MeasureRefusal.SHAPE_TABLE)));
            }
            double all = (double) row.tokens * shape.topk;
            double rows = Math.max(1, all / row.ep);
            double active = Math.min(Math.max(1, (double) shape.experts / row.ep), rows);
            measurements.experts.add(
                    row.origin,
                    row.key,
                    new ExpertsForm.Shape(
                            rows, Math.max(0, all - rows), active, shape.hidden, Math.max(1, shape.inter / row.tp)),
                    row.seconds);
        }
        experts.clear();
        return measurements;
    }
}
