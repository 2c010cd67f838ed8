package org.suanchou.inspect;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.suanchou.model.Mixer;
import org.suanchou.model.Transformer;

/**
 * What a plain decoder has not, and the fields by which files say that theirs has it.
 *
 * <p>A network read without them would be another one: a file of an unknown type that holds such a field is not read as a
 * type that lacks the part, nor is such a type proposed.
 */
enum UnusualPart {
    RECURRENCE(
            "recurrence or convolution",
            "(mamba|ssm|conv|conv1d|short_conv|linear_(attn|attention|num|key|value|conv)|lru|rwkv|mlstm|slstm|time_step"
                    + "|time_mix|kda|gla)_\\w{1,40}|state_size|d_state|d_conv|dt_rank|attn_type_list|full_attn_idxs"
                    + "|hybrid_override_pattern|layer_group_size"),
    LATENT_ATTENTION("latent attention", "kv_lora_rank|q_lora_rank|qk_rope_head_dim"),
    STREAMS("streams side by side", "altup_\\w{1,40}|laurel_rank"),
    PER_LAYER_EMBEDDING("embedding for each layer", "hidden_size_per_layer_input"),
    EXPERTS("experts", "num_experts|num_local_experts|n_routed_experts|moe_num_experts");

    private static final List<String> LISTS = List.of("layer_types", "layers_block_type", "block_types");
    private static final Set<String> ATTENDING =
            Set.of("attention", LayerTypes.FULL, LayerTypes.SLIDING, LayerTypes.CHUNKED);

    private final String words;
    private final Pattern fields;

    UnusualPart(String words, String fields) {
        this.words = words;
        this.fields = Pattern.compile(fields);
    }

    String words() {
        return words;
    }

    /** The first field that speaks of it, or null. */
    @Nullable
    String field(ConfigFields c) {
        for (String name : c.names()) {
            if (fields.matcher(name).matches() && (this == EXPERTS ? c.moreThanOne(name) : !isNothing(c.raw(name)))) {
                return name;
            }
        }
        if (this == RECURRENCE) {
            for (String name : LISTS) {
                if (c.raw(name) instanceof List<?> kinds && kinds.stream().anyMatch(k -> !ATTENDING.contains(k))) {
                    return name;
                }
            }
        }
        return null;
    }

    private static boolean isNothing(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Boolean flag -> !flag;
            case Number number -> number.doubleValue() == 0;
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    boolean isIn(Transformer model) {
        return switch (this) {
            case EXPERTS -> model.hasExperts();
            case STREAMS -> false;
            case PER_LAYER_EMBEDDING -> model.perLayerEmbedding() > 0;
            case LATENT_ATTENTION ->
                model.kinds().stream()
                        .anyMatch(l -> l.mixer() instanceof Mixer.MultiLatentAttention
                                || l.mixer() instanceof Mixer.CompressedSparseAttention);
            case RECURRENCE ->
                model.kinds().stream()
                        .anyMatch(l -> !(l.mixer() instanceof Mixer.GroupedQueryAttention
                                || l.mixer() instanceof Mixer.BlockSparseAttention
                                || l.mixer() instanceof Mixer.MultiLatentAttention
                                || l.mixer() instanceof Mixer.CompressedSparseAttention));
        };
    }
}
