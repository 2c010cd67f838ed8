package org.suanchou.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class FieldUnitTest {
    @ParameterizedTest
    @CsvSource({
        "memory.capacity_gb, GiB",
        "host_memory_gb, GB",
        "memory.bandwidth_gb_per_s, GB/s",
        "scale_up.aggregate_bidirectional_tb_per_s, TB/s",
        "nic_gbit_per_s_per_chip, Gbit/s",
        "peak_dense_tflops.bf16_matrix, TFLOP/s",
        "peak_dense_pflops.fp8, PFLOP/s",
        "peak_dense_int8_tops, TOP/s",
        "tdp_w, W",
        "cloud_price[0].usd_per_chip_hour, USD/h",
        "price[1].cny_per_chip, CNY",
        "latency_us_one_way_small_message, us",
        "step_ms, ms",
        "framework_gib, GiB",
    })
    void theNameCarriesTheUnit(String field, String unit) {
        assertThat(FieldUnit.of(field)).isEqualTo(unit);
    }

    @Test
    void countsHaveNone() {
        for (String field :
                new String[] {"layers", "mla.v_dim", "scale_up.max_domain_chips", "price[0].year", "status"}) {
            assertThat(FieldUnit.of(field)).as(field).isNull();
        }
    }
}
