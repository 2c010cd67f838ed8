package org.suanchou.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.suanchou.tree.Issue;
import org.suanchou.tree.KnownFields;
import org.suanchou.tree.Tree;

/**
 * The fields that entries of the catalogue may have, so that a misspelt one is told from a new one.
 *
 * <p>{@code a.b} is a field of a map, {@code a[].b} one of the maps of a list. A field with no fields of its own here may
 * hold a plain value, a list, or a value with its source.
 */
public final class FieldNames {
    private static final Set<String> FACT =
            Set.of("value", "src", "prov", "conf", "note", "note_zh", "unit_note", "parameter", "as_of");

    /** Names its fields after the assumptions, which {@link AssumptionReader} checks. */
    private static final String ASSUME = "assume";

    private static final Map<String, Set<String>> KNOWN = Map.ofEntries(
            Map.entry(Catalog.CHIPS, set("""
                    kind id name name_zh aliases vendor country role status counted_unit launch_date launch_year
                    peak_dense_int8_tops sparse_headline_note tdp_w host_link nic_gbit_per_s_per_chip
                    scale_up_fabric host_fabric scale_out_fabric export_control software_stack disputed notes
                    usd_per_chip_hour
                    peak_dense_tflops peak_dense_tflops.fp64_vector peak_dense_tflops.fp64_matrix
                    peak_dense_tflops.fp32_vector peak_dense_tflops.fp32_matrix peak_dense_tflops.tf32_matrix
                    peak_dense_tflops.fp16_vector peak_dense_tflops.fp16_matrix peak_dense_tflops.bf16_matrix
                    peak_dense_tflops.fp8_matrix peak_dense_tflops.fp6_matrix peak_dense_tflops.fp4_matrix
                    peak_dense_tflops.fp32 peak_dense_tflops.tf32 peak_dense_tflops.fp16 peak_dense_tflops.bf16
                    peak_dense_tflops.fp8 peak_dense_tflops.fp4 peak_dense_tflops.int8
                    counting counting.chips_per_package counting.chips_per_superchip
                    memory memory.type memory.capacity_gb memory.bandwidth_gb_per_s
                    silicon silicon.process_node silicon.total_die_area_mm2 silicon.compute_dies_per_package
                    silicon.transistors_billion
                    scale_up scale_up.link_name scale_up.unidirectional_gb_per_s_per_chip
                    scale_up.bidirectional_gb_per_s_per_chip scale_up.peer_to_peer_unidirectional_gb_per_s
                    scale_up.max_domain_chips scale_up.topology scale_up.shape
                    price price[].usd_per_chip price[].cny_per_chip price[].year price[].kind
                    cloud_price cloud_price[].usd_per_chip_hour cloud_price[].cny_per_chip_hour
                    cloud_price[].year cloud_price[].kind""")),
            Map.entry(Catalog.SYSTEMS, set("""
                    kind id name name_zh aliases vendor launch_year chip_id also_with chips_per_system scale_up_domain_chips
                    scale_up_fabric host_fabric scale_out_fabric max_power_w cooling racks cpu host_memory_gb disputed
                    notes scale_up scale_up.link_name scale_up.unidirectional_gb_per_s_per_chip
                    scale_up.bidirectional_gb_per_s_per_chip scale_up.topology scale_up.shape
                    scale_up.aggregate_bidirectional_tb_per_s
                    scale_out scale_out.description scale_out.nics_per_system scale_out.gbit_per_s_per_nic
                    peak_dense_pflops peak_dense_pflops.fp16 peak_dense_pflops.bf16 peak_dense_pflops.fp8
                    peak_dense_pflops.fp4
                    assume price price[].usd price[].cny price[].year price[].kind""")),
            Map.entry(Catalog.FABRICS, set("""
                    kind id name aliases fabric_class first_year unidirectional_gb_per_s_per_chip
                    bidirectional_gb_per_s_per_chip port_gbit_per_s max_endpoints topology
                    latency_us_one_way_small_message large_message_busbw_fraction_of_unidirectional
                    in_network_reduction reduces_in_network used_by disputed notes
                    measured_p2p measured_p2p[].gb_per_s measured_p2p[].detail""")),
            Map.entry(Catalog.FRAMEWORKS, set("""
                    kind id name aliases organisation first_public_release graph_modes autodiff status_2026
                    frontend_languages distributed notes""")),
            Map.entry(
                    Catalog.TRANSLATION_LAYERS,
                    set("kind id name name_zh aliases chips coverage efficiency fallback licence note")),
            Map.entry(Catalog.MODELS, set("""
                    id name aliases kind representable layers hidden heads kv_heads head_dim ffn ffn_layers gated vocab
                    tied_embeddings positional max_position norm norm_bias norms_per_layer qk_norm attn_output_gate
                    lm_head_bias embed_norm per_layer_embedding kv_shared_layers attention_pattern mtp_layers
                    param_formula cross_attention adaln_params_per_layer other_params patch double_blocks single_blocks
                    params_total_reported params_active_reported params_total_computed params_active_computed
                    params_relative_difference params_label_rounded params_label_note params_check_dependent
                    params_total params_active training_tokens release_date sources confidence note
                    bias bias.qkv bias.attn_out bias.mlp
                    mla mla.q_lora mla.kv_lora mla.rope_dim mla.nope_dim mla.v_dim
                    moe moe.experts moe.top_k moe.expert_ffn moe.shared_experts moe.shared_ffn moe.shared_gate
                    moe.dense_layers moe.dense_ffn moe.dense_position moe.layers moe.expert_hidden
                    moe.parallel_dense_ffn moe.router_bias moe.node_limit moe.identity_experts
                    attention attention[].type attention[].layers attention[].window attention[].chunk
                    attention[].causal attention[].heads attention[].kv_heads attention[].head_dim attention[].k_eq_v
                    attention[].sinks attention[].key_heads attention[].key_dim attention[].value_heads
                    attention[].value_dim attention[].conv_kernel attention[].mamba_heads attention[].mamba_head_dim
                    attention[].groups attention[].state attention[].q_lora attention[].o_lora attention[].o_groups
                    attention[].compress attention[].index_heads attention[].index_dim attention[].index_topk
                    attention[].indexer_shared attention[].v_dim attention[].index_block attention[].index_blocks attention[].inner attention[].dt_rank
                    attention[].conv_bias attention[].proj_bias attention[].state_norms attention[].gated_norm""")),
            Map.entry(Catalog.SOURCES, set("kind id provenance title where version note")),
            Map.entry(Catalog.STACKS, set("""
                    kind id name name_zh aliases frameworks runs_on vendors default_for first_year from_version attention
                    fully_sharded batch_per_chip tuned untuned_for elementwise_passes dispatcher notes tensor_exposed context_exposed expert_exposed
                    expert_overlapped_exposed pipeline_exposed data_exposed sharded_exposed gradient_bytes layer_launch_us
                    expert_launch_us each_expert_launch_us graphed_launch_share micro_scaled_experts step_ms framework_gib
                    gradient_placeholders fragmentation""")),
            Map.entry(Catalog.CALIBRATION, Set.of()),
            Map.entry(Catalog.ASSUMPTIONS, set("kind id name en zh unit least most typical usual")),
            Map.entry(Catalog.SITES, set("kind id name aliases en zh assume")),
            Map.entry(Catalog.PROCESSES, set("kind id name assume note")),
            Map.entry(Catalog.SILICON, set("kind id name process like assume note")),
            Map.entry(
                    Catalog.PRICES,
                    set("kind id name like assume offers offers[].basis offers[].year offers[].usd offers[].cny note")),
            Map.entry(Catalog.FLEETS, set("kind id name en zh vendor default_for first_year assume note")));

    private static final Map<String, KnownFields> ENTRIES = KNOWN.entrySet().stream()
            .filter(kind -> !kind.getValue().isEmpty())
            .collect(Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, kind -> new KnownFields(kind.getValue(), FACT, Set.of(ASSUME))));

    private FieldNames() {}

    private static Set<String> set(String words) {
        return Set.of(words.strip().split("\\s+"));
    }

    static boolean isKnownKind(String kind) {
        return KNOWN.containsKey(kind);
    }

    /** Fields of an entry that no entry of its kind has. Kinds of free form have none. */
    static List<Issue> unknown(String kind, Tree entry) {
        KnownFields known = ENTRIES.get(kind);
        return known == null ? List.of() : known.unknown(entry);
    }

    /** Names of a model's fields, dotted, as a row of evidence states them: values without sources. */
    public static Set<String> ofModels() {
        return KNOWN.getOrDefault(Catalog.MODELS, Set.of());
    }
}
