package org.suanchou.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanchou.model.Transformer;

/** Published configurations give the published number of weights. */
class PublishedModelsGolden {
    static List<PublishedModel> models() {
        return PublishedModel.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void configurationGivesThePublishedCount(PublishedModel model) {
        Transformer transformer = HuggingFaceConfig.read(model.config(), model.name());

        switch (model.count()) {
            case EXACT -> assertThat(transformer.parameters()).isEqualTo(Long.parseLong(model.parameters()));
            case WITHIN ->
                assertThat((double) transformer.parameters())
                        .isCloseTo(Double.parseDouble(model.parameters()), withinPercentage(0.02));
            case PRINTED -> {
                BigDecimal printed = new BigDecimal(model.parameters());
                BigDecimal ours = BigDecimal.valueOf(transformer.parameters()).movePointLeft(9);
                assertThat(ours.setScale(printed.scale(), RoundingMode.HALF_UP)).isEqualTo(printed);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void denseModelsAreActiveAsAWholeAndSparseOnesInPart(PublishedModel model) {
        Transformer transformer = HuggingFaceConfig.read(model.config(), model.name());

        if (transformer.hasExperts()) {
            assertThat(transformer.activeParameters()).isLessThan(transformer.parameters() / 2);
        } else {
            assertThat(transformer.activeParameters()).isEqualTo(transformer.parameters());
        }
    }

    /** Of the types named here no exact count is published that we know, they are spellings of others, or
     * {@code HybridConfigTest} holds them (nemotron-nas). */
    @Test
    void everyModelTypeIsHeldByAPublishedModelOrIsASpellingOfOne() {
        TreeSet<Object> untested = new TreeSet<>(HuggingFaceConfig.modelTypes());
        for (PublishedModel model : models()) {
            untested.remove(model.config().get("model_type"));
            if (model.config().get("text_config") instanceof Map<?, ?> text) {
                untested.remove(text.get("model_type"));
            }
        }

        assertThat(untested)
                .containsExactly(
                        "aquila",
                        "arcee",
                        "bamba",
                        "dots1",
                        "exaone",
                        "glm4_moe_lite",
                        "glm4v_moe_text",
                        "glm4v_text",
                        "granitemoeshared",
                        "helium",
                        "hunyuan_v1_dense",
                        "mimo",
                        "minimax",
                        "minimax_m3",
                        "minimax_text_01",
                        "ministral3",
                        "mpt",
                        "nemotron-nas",
                        "persimmon",
                        "qwen2_5_vl",
                        "qwen2_5_vl_text",
                        "qwen2_vl",
                        "qwen2_vl_text",
                        "qwen3_vl_moe_text");
    }
}
